import type { PageRoute } from "@/lib/page-route";
import { auditWords } from "@/strings/audit";
import { budgetWords } from "@/strings/budgets";
import { organizationWords as words } from "@/strings/organization";
import { policyWords } from "@/strings/policies";
import { signInWords } from "@/strings/sign-in-settings";

const page = (name: keyof typeof import("./pages")): PageRoute["load"] => async () => (await import("./pages"))[name]();

/** For admins of a team; each page sees to that (`section.tsx`). */
export const organizationPages: readonly PageRoute[] = [
  { path: "/app/organization", title: words.members.page, load: page("members") },
  { path: "/app/organization/teams", title: words.teams.page, load: page("teams") },
  { path: "/app/organization/roles", title: words.roleGrid.page, load: page("roles") },
  { path: "/app/organization/policies", title: policyWords.page, load: page("policies") },
  { path: "/app/organization/sign-in", title: signInWords.page, load: page("signIn") },
  { path: "/app/organization/sign-in/$connection", title: signInWords.connection.page, load: page("connection") },
  { path: "/app/organization/directory", title: signInWords.directory.page, load: page("directory") },
  { path: "/app/organization/audit", title: auditWords.page, load: page("audit") },
  { path: "/app/organization/support", title: words.support.page, load: page("support") },
  { path: "/app/organization/budgets", title: budgetWords.page, load: page("budgets") },
  { path: "/app/organization/general", title: words.general.page, load: page("general") },
];
