import type { PageRoute } from "@/lib/page-route";
import { consoleTitles as titles } from "@/strings/console-titles";

export const consolePages: readonly PageRoute[] = [
  { path: "/console", title: titles.overview, load: () => import("./overview/overview-page") },
  { path: "/console/moderation", title: titles.moderation, load: () => import("./moderation/queue-page") },
  { path: "/console/moderation/$id", title: titles.case, load: () => import("./moderation/case-page") },
  { path: "/console/organizations", title: titles.organizations, load: () => import("./people/organizations-page") },
  { path: "/console/organizations/$id", title: titles.organization, load: () => import("./people/organization-page") },
  { path: "/console/people", title: titles.people, load: () => import("./people/people-page") },
  { path: "/console/people/$id", title: titles.person, load: () => import("./people/person-page") },
  { path: "/console/roles", title: titles.roles, load: () => import("./people/roles-page") },
  { path: "/console/support", title: titles.support, load: () => import("./people/support-page") },
  { path: "/console/domains", title: titles.domains, load: () => import("./domains/domains-page") },
  { path: "/console/agents", title: titles.agents, load: () => import("./catalog/agents-page") },
  { path: "/console/categories", title: titles.categories, load: () => import("./catalog/categories-page") },
  { path: "/console/collections", title: titles.collections, load: () => import("./catalog/collections-page") },
  { path: "/console/money", title: titles.money, load: () => import("./money/money-page") },
  { path: "/console/money/orders/$id", title: titles.order, load: () => import("./money/order-page") },
  { path: "/console/settings", title: titles.settings, load: () => import("./system/settings-page") },
  { path: "/console/jobs", title: titles.jobs, load: () => import("./system/jobs-page") },
  { path: "/console/mail", title: titles.mail, load: () => import("./system/mail-page") },
  { path: "/console/audit", title: titles.audit, load: () => import("./system/audit-page") },
];
