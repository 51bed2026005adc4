import { Banknote, CalendarDays, Database, Gavel, Headset, LayoutGrid, Microscope, PenLine, Shapes, ShoppingBag, Users, type LucideIcon } from "lucide-react";

const ICONS: Record<string, LucideIcon> = {
  finance: Banknote, support: Headset, legal: Gavel, people: Users, meetings: CalendarDays,
  writing: PenLine, data: Database, commerce: ShoppingBag, research: Microscope,
};

/** Until the hub keeps a list of its own: those of the agents that come with it. */
export const CATEGORIES: readonly string[] = Object.keys(ICONS);

export const iconOf = (category: string | undefined): LucideIcon => (category === undefined ? LayoutGrid : (ICONS[category] ?? Shapes));
