import { Banknote, CalendarDays, Code, Database, Gavel, Headset, Languages, LayoutGrid, Megaphone, Microscope, PenLine, Server, Shapes, ShoppingBag, TrendingUp, Users, type LucideIcon } from "lucide-react";
import { createElement } from "react";

const ICONS: Record<string, LucideIcon> = {
  finance: Banknote, support: Headset, legal: Gavel, people: Users, meetings: CalendarDays,
  writing: PenLine, data: Database, commerce: ShoppingBag, research: Microscope,
  sales: TrendingUp, marketing: Megaphone, engineering: Code, operations: Server, translation: Languages,
};

/** None stands for all of them; a category of later has a sign that says no more than that. */
export const CategoryIcon = ({ slug, size }: { slug: string | undefined; size: number }) => createElement(slug === undefined ? LayoutGrid : (ICONS[slug] ?? Shapes), { size });
