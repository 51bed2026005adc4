import type { PageRoute } from "@/lib/page-route";
import { agents } from "@/strings/agents";

export const marketplacePages: readonly PageRoute[] = [
  { path: "/marketplace", title: agents.page, load: () => import("./marketplace-page") },
  { path: "/categories/$slug", title: agents.page, load: () => import("./category-page") },
  { path: "/collections/$slug", title: agents.page, load: () => import("./collection-page") },
  { path: "/publishers/$slug", title: agents.page, load: () => import("./publisher-page") },
];
