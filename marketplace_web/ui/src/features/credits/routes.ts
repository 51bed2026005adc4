import type { PageRoute } from "@/lib/page-route";
import { creditsWords } from "@/strings/credits";

export const creditPages: readonly PageRoute[] = [{ path: "/app/credits", title: creditsWords.page, load: () => import("./credits-page") }];
