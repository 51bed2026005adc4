import type { PageRoute } from "@/lib/page-route";
import { inboxWords } from "@/strings/inbox";

export const inboxPages: readonly PageRoute[] = [{ path: "/app/inbox", title: inboxWords.page, load: () => import("./inbox-page") }];
