import { BadgeDollarSign, Building2, FolderTree, KeyRound, LifeBuoy, ScrollText, ShieldCheck, Table2, UsersRound, UserRound, type LucideIcon } from "lucide-react";
import { organizationWords as words } from "@/strings/organization";

export interface Place {
  to: string;
  label: string;
  icon: LucideIcon;
}

/** Of an organization, for its admins: its settings lead to them, and the command palette does. */
export const ORGANIZATION_PLACES: readonly { label: string; places: readonly Place[] }[] = [
  {
    label: words.groups.people,
    places: [
      { to: "/app/organization", label: words.nav.members, icon: UserRound },
      { to: "/app/organization/teams", label: words.nav.teams, icon: UsersRound },
      { to: "/app/organization/roles", label: words.nav.roles, icon: Table2 },
    ],
  },
  {
    label: words.groups.security,
    places: [
      { to: "/app/organization/policies", label: words.nav.policies, icon: ShieldCheck },
      { to: "/app/organization/sign-in", label: words.nav.signIn, icon: KeyRound },
      { to: "/app/organization/directory", label: words.nav.directory, icon: FolderTree },
      { to: "/app/organization/audit", label: words.nav.audit, icon: ScrollText },
      { to: "/app/organization/support", label: words.nav.support, icon: LifeBuoy },
    ],
  },
  {
    label: words.groups.company,
    places: [
      { to: "/app/organization/budgets", label: words.nav.budgets, icon: BadgeDollarSign },
      { to: "/app/organization/general", label: words.nav.general, icon: Building2 },
    ],
  },
];
