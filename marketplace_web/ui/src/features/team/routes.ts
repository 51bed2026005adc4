import type { PageRoute } from "@/lib/page-route";
import { teamWords } from "@/strings/team";

export const teamPages: readonly PageRoute[] = [{ path: "/app/account/team", title: teamWords.page, load: () => import("./team-page") }];
