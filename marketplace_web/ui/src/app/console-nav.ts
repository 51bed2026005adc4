import { Activity, Ban, Boxes, Building2, ChartColumn, Gavel, HandCoins, History, LayoutGrid, LifeBuoy, Lightbulb, Mail, Shapes, ShieldUser, SlidersHorizontal, Telescope, Timer, Users, type LucideIcon } from "lucide-react";
import type { Me } from "@/api/session";
import { consoleWords } from "@/strings/console";

export interface ConsolePlace {
  label: string;
  to: string;
  icon: LucideIcon;
  /** Whoever lacks it does not see the place. */
  needs: string;
}

const words = consoleWords.nav;

/** In the order of a day: what needs a decision, whom it concerns, what runs, what was done. */
const CONSOLE_NAV: readonly { label: string; places: readonly ConsolePlace[] }[] = [
  {
    label: words.now,
    places: [
      { label: words.overview, to: "/console", icon: Activity, needs: "" },
      { label: words.moderation, to: "/console/moderation", icon: Gavel, needs: "marketplace.moderate" },
      { label: words.money, to: "/console/money", icon: HandCoins, needs: "billing.administer" },
      { label: words.sales, to: "/console/sales", icon: ChartColumn, needs: "billing.administer" },
    ],
  },
  {
    label: words.whom,
    places: [
      { label: words.organizations, to: "/console/organizations", icon: Building2, needs: "organizations.read" },
      { label: words.people, to: "/console/people", icon: Users, needs: "users.read" },
      { label: words.roles, to: "/console/roles", icon: ShieldUser, needs: "administrators.read" },
      { label: words.support, to: "/console/support", icon: LifeBuoy, needs: "support.read" },
    ],
  },
  {
    label: words.what,
    places: [
      { label: words.agents, to: "/console/agents", icon: LayoutGrid, needs: "marketplace.moderate" },
      { label: words.wanted, to: "/console/wanted", icon: Lightbulb, needs: "marketplace.moderate" },
      { label: words.categories, to: "/console/categories", icon: Shapes, needs: "marketplace.moderate" },
      { label: words.collections, to: "/console/collections", icon: Boxes, needs: "marketplace.moderate" },
      { label: words.discovery, to: "/console/discovery", icon: Telescope, needs: "marketplace.moderate" },
      { label: words.domains, to: "/console/domains", icon: Ban, needs: "domains.read" },
    ],
  },
  {
    label: words.system,
    places: [
      { label: words.settings, to: "/console/settings", icon: SlidersHorizontal, needs: "settings.read" },
      { label: words.jobs, to: "/console/jobs", icon: Timer, needs: "metrics.read" },
      { label: words.mail, to: "/console/mail", icon: Mail, needs: "outbox.read" },
      { label: words.audit, to: "/console/audit", icon: History, needs: "audit.read" },
    ],
  },
];

/** What of it somebody may open, in its groups. */
export const consoleNavOf = (me: Me): readonly { label: string; places: readonly ConsolePlace[] }[] =>
  CONSOLE_NAV.map(({ label, places }) => ({ label, places: places.filter(({ needs }) => needs === "" || me.platform_permissions.includes(needs)) })).filter(({ places }) => places.length > 0);

export const isHere = (pathname: string, to: string): boolean => (to === "/console" ? pathname === to : pathname === to || pathname.startsWith(`${to}/`));
