import type { PageRoute } from "@/lib/page-route";
import { auditWords } from "@/strings/audit";
import { budgetWords } from "@/strings/budgets";
import { organizationWords as words } from "@/strings/organization";
import { policyWords } from "@/strings/policies";
import { signInWords } from "@/strings/sign-in-settings";

/** For admins of a team; each page sees to that (`section.tsx`). */
export const organizationPages: readonly PageRoute[] = [
  { path: "/app/organization", title: words.members.page, load: () => import("./members-page") },
  { path: "/app/organization/teams", title: words.teams.page, load: () => import("./teams-page") },
  { path: "/app/organization/roles", title: words.roleGrid.page, load: () => import("./roles-page") },
  { path: "/app/organization/policies", title: policyWords.page, load: () => import("./policies-page") },
  { path: "/app/organization/sign-in", title: signInWords.page, load: () => import("./sign-in-page") },
  { path: "/app/organization/sign-in/$connection", title: signInWords.connection.page, load: () => import("./connection-page") },
  { path: "/app/organization/directory", title: signInWords.directory.page, load: () => import("./directory-page") },
  { path: "/app/organization/audit", title: auditWords.page, load: () => import("./audit-page") },
  { path: "/app/organization/support", title: words.support.page, load: () => import("./support-page") },
  { path: "/app/organization/budgets", title: budgetWords.page, load: () => import("./budgets-page") },
  { path: "/app/organization/general", title: words.general.page, load: () => import("./general-page") },
];
