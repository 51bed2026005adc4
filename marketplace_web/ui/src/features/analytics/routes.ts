import type { PageRoute } from "@/lib/page-route";
import { analytics } from "@/strings/analytics";

export const analyticsPages: readonly PageRoute[] = [{ path: "/app/analytics", title: analytics.page, load: () => import("./analytics-page") }];
