import type { PageRoute } from "@/lib/page-route";
import { ask } from "@/strings/ask";

export const askPages: readonly PageRoute[] = [{ path: "/app/ask", title: ask.page, load: () => import("./ask-page") }];
