import { Boxes, Building2, ChartColumn, CreditCard, GitCompareArrows, House, Inbox, KeyRound, LayoutGrid, MessageSquareText, Rows3, ShieldCheck, Sprout, type LucideIcon } from "lucide-react";
import { administersTeam, type Me } from "@/api/session";
import { organizationWords } from "@/strings/organization";
import { shell } from "@/strings/shell";

export interface NavItem {
  label: string;
  to: string;
  icon: LucideIcon;
  /** For whom it is there; without it, for everybody. */
  shown?: (me: Me) => boolean;
}

/** The workspace's places, in the order of a working day. Other consoles add lists of their own. */
export const APP_NAV: readonly NavItem[] = [
  { label: shell.app.home, to: "/app", icon: House },
  { label: shell.app.ask, to: "/app/ask", icon: MessageSquareText },
  { label: shell.app.compare, to: "/app/compare", icon: GitCompareArrows },
  { label: shell.app.marketplace, to: "/marketplace", icon: LayoutGrid },
  { label: shell.app.agents, to: "/app/agents", icon: Boxes },
  { label: shell.app.runs, to: "/app/runs", icon: Rows3 },
  { label: shell.app.analytics, to: "/app/analytics", icon: ChartColumn },
  { label: shell.app.credits, to: "/app/credits", icon: CreditCard },
  { label: shell.app.keys, to: "/app/keys", icon: KeyRound },
  { label: shell.app.studio, to: "/studio", icon: Sprout },
  { label: organizationWords.title, to: "/app/organization", icon: Building2, shown: administersTeam },
  { label: shell.app.account, to: "/app/account", icon: ShieldCheck },
];

/** What of it somebody sees: who works alone never reads of an organization. */
export const navOf = (me: Me): readonly NavItem[] => APP_NAV.filter((item) => item.shown?.(me) ?? true);

export const INBOX: NavItem = { label: shell.app.inbox, to: "/app/inbox", icon: Inbox };

export const isAt = (pathname: string, to: string): boolean => (to === "/app" ? pathname === to : pathname === to || pathname.startsWith(`${to}/`));
