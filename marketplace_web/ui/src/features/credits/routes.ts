import type { PageRoute } from "@/lib/page-route";
import { billing } from "@/strings/billing";

export const creditPages: readonly PageRoute[] = [{ path: "/app/credits", title: billing.page, load: () => import("./credits-page") }];
