import type { PageRoute } from "@/lib/page-route";
import { agents } from "@/strings/agents";

export const agentPages: readonly PageRoute[] = [{ path: "/agents/$id", title: agents.detailPage, load: () => import("./agent-page") }];
