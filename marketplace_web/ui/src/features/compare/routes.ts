import type { PageRoute } from "@/lib/page-route";
import { compare } from "@/strings/compare";

export const comparePages: readonly PageRoute[] = [{ path: "/app/compare", title: compare.page, load: () => import("./compare-page") }];

export const visitPages: readonly PageRoute[] = [{ path: "/compare", title: compare.page, load: () => import("./visit-page") }];
