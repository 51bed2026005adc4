import type { PageRoute } from "@/lib/page-route";
import { keysWords } from "@/strings/keys";

export const keyPages: readonly PageRoute[] = [{ path: "/app/keys", title: keysWords.page, load: () => import("./keys-page") }];
