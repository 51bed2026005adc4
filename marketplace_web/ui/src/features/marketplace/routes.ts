import type { PageRoute } from "@/lib/page-route";
import { agents } from "@/strings/agents";

export const marketplacePages: readonly PageRoute[] = [{ path: "/marketplace", title: agents.page, load: () => import("./marketplace-page") }];
