import type { PageRoute } from "@/lib/page-route";
import { runs } from "@/strings/runs";

export const runPages: readonly PageRoute[] = [
  { path: "/app/runs", title: runs.page, load: () => import("./runs-page") },
  { path: "/app/runs/$id", title: runs.runPage, load: () => import("./run-page") },
  { path: "/app/agents", title: runs.agentsPage, load: () => import("./enabled-page") },
];
