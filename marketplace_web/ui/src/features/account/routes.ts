import type { PageRoute } from "@/lib/page-route";
import { accountWords } from "@/strings/account";

export const accountPages: readonly PageRoute[] = [{ path: "/app/account", title: accountWords.page, load: () => import("./account-page") }];
