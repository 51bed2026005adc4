import type { PageRoute } from "@/lib/page-route";
import { home } from "@/strings/home";

export const homePages: readonly PageRoute[] = [{ path: "/app", title: home.page, load: () => import("./home-page") }];
