import { Plus, Sprout, type LucideIcon } from "lucide-react";
import { administersTeam, type Me } from "@/api/session";
import { MONEY_TABS } from "@/features/console/money/tabs";
import { ORGANIZATION_PLACES } from "@/features/organization/places";
import { STUDIO_PLACES } from "@/features/studio/places";
import { organizationWords } from "@/strings/organization";
import { alsoCalled } from "@/strings/palette-also";
import { shell } from "@/strings/shell";
import { studio } from "@/strings/studio";
import { consoleNavOf, type ConsolePlace } from "./console-nav";

export interface FurtherPlace {
  label: string;
  to: string;
  search?: Record<string, string>;
  icon: LucideIcon;
  /** The part of its group that it belongs to. */
  within?: string;
}

export interface FurtherPlaces {
  id: "console" | "organization" | "studio";
  label: string;
  places: readonly FurtherPlace[];
}

/** What lies behind the places of the workspace, as far as somebody may go there. */
export function furtherPlacesOf(me: Me): readonly FurtherPlaces[] {
  const { make, nav } = studio;
  return [
    ...(me.user.platform_role ? [{ id: "console", label: shell.console, places: consoleNavOf(me).flatMap((group) => group.places.flatMap((place) => withTabs(place, group.label))) } as const] : []),
    ...(administersTeam(me) ? [{ id: "organization", label: organizationWords.title, places: ORGANIZATION_PLACES.flatMap((group) => group.places.map((place) => ({ ...place, within: group.label }))) } as const] : []),
    { id: "studio", label: nav.label, places: [...STUDIO_PLACES.map((place) => ({ ...place, icon: Sprout })), { label: make, to: "/studio/new", icon: Plus }] },
  ];
}

/** Behind money are nine lists; who looks for one of them is led to it. */
function withTabs(place: ConsolePlace, within: string): FurtherPlace[] {
  const own = { ...place, within };
  if (place.to !== "/console/money") return [own];
  return [own, ...MONEY_TABS.map(({ value, label }) => ({ label, to: place.to, search: { tab: value }, icon: place.icon, within: place.label }))];
}

/** What else it is found by; a list behind a place by its own name alone. */
export const alsoOf = ({ to, search }: FurtherPlace): string[] => (search ? [] : [...(alsoCalled[to] ?? [])]);
