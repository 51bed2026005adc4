import type { PageRoute } from "@/lib/page-route";
import { docs } from "@/strings/docs";

export const docsPages: readonly PageRoute[] = [{ path: "/docs", title: docs.page, load: () => import("./docs-page") }];
