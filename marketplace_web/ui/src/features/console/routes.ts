import type { PageRoute } from "@/lib/page-route";
import { consoleTitles as titles } from "@/strings/console-titles";

const page = (name: keyof typeof import("./pages")): PageRoute["load"] => async () => (await import("./pages"))[name]();

export const consolePages: readonly PageRoute[] = [
  { path: "/console", title: titles.overview, load: page("overview") },
  { path: "/console/moderation", title: titles.moderation, load: page("queue") },
  { path: "/console/moderation/$id", title: titles.case, load: page("oneCase") },
  { path: "/console/organizations", title: titles.organizations, load: page("organizations") },
  { path: "/console/organizations/$id", title: titles.organization, load: page("organization") },
  { path: "/console/people", title: titles.people, load: page("people") },
  { path: "/console/people/$id", title: titles.person, load: page("person") },
  { path: "/console/roles", title: titles.roles, load: page("roles") },
  { path: "/console/support", title: titles.support, load: page("support") },
  { path: "/console/domains", title: titles.domains, load: page("domains") },
  { path: "/console/agents", title: titles.agents, load: page("agents") },
  { path: "/console/wanted", title: titles.wanted, load: page("wanted") },
  { path: "/console/categories", title: titles.categories, load: page("categories") },
  { path: "/console/collections", title: titles.collections, load: page("collections") },
  { path: "/console/money", title: titles.money, load: page("money") },
  { path: "/console/money/orders/$id", title: titles.order, load: page("order") },
  { path: "/console/sales", title: titles.sales, load: page("sales") },
  { path: "/console/discovery", title: titles.discovery, load: page("discovery") },
  { path: "/console/settings", title: titles.settings, load: page("settings") },
  { path: "/console/jobs", title: titles.jobs, load: page("jobs") },
  { path: "/console/mail", title: titles.mail, load: page("mail") },
  { path: "/console/audit", title: titles.audit, load: page("audit") },
];
