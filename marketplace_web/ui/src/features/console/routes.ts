import type { PageRoute } from "@/lib/page-route";

export const consolePages: readonly PageRoute[] = [
  { path: "/console", title: "Platform console: Laelia", load: () => import("./overview/overview-page") },
  { path: "/console/moderation", title: "Moderation: Laelia", load: () => import("./moderation/queue-page") },
  { path: "/console/moderation/$id", title: "A case: Laelia", load: () => import("./moderation/case-page") },
  { path: "/console/organizations", title: "Organizations: Laelia", load: () => import("./people/organizations-page") },
  { path: "/console/organizations/$id", title: "An organization: Laelia", load: () => import("./people/organization-page") },
  { path: "/console/people", title: "People: Laelia", load: () => import("./people/people-page") },
  { path: "/console/people/$id", title: "A person: Laelia", load: () => import("./people/person-page") },
  { path: "/console/roles", title: "Platform roles: Laelia", load: () => import("./people/roles-page") },
  { path: "/console/support", title: "Support access: Laelia", load: () => import("./people/support-page") },
  { path: "/console/domains", title: "E-mail domains: Laelia", load: () => import("./domains/domains-page") },
  { path: "/console/agents", title: "Agents: Laelia", load: () => import("./catalog/agents-page") },
  { path: "/console/categories", title: "Categories: Laelia", load: () => import("./catalog/categories-page") },
  { path: "/console/collections", title: "Collections: Laelia", load: () => import("./catalog/collections-page") },
  { path: "/console/money", title: "Money: Laelia", load: () => import("./money/money-page") },
  { path: "/console/money/orders/$id", title: "An order: Laelia", load: () => import("./money/order-page") },
  { path: "/console/settings", title: "System settings: Laelia", load: () => import("./system/settings-page") },
  { path: "/console/jobs", title: "Jobs: Laelia", load: () => import("./system/jobs-page") },
  { path: "/console/mail", title: "Outbox: Laelia", load: () => import("./system/mail-page") },
  { path: "/console/audit", title: "Audit: Laelia", load: () => import("./system/audit-page") },
];
