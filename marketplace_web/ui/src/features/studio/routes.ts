import type { PageRoute } from "@/lib/page-route";
import { studio } from "@/strings/studio";

const { pages } = studio;

export const studioPages: readonly PageRoute[] = [
  { path: "/studio", title: pages.home, load: () => import("./home-page") },
  { path: "/studio/apply", title: pages.apply, load: () => import("./apply-page") },
  { path: "/studio/new", title: pages.wizard, load: () => import("./wizard/wizard-page") },
  { path: "/studio/agents/$id", title: pages.agent, load: () => import("./agent/own-agent-page") },
  { path: "/studio/earnings", title: pages.earnings, load: () => import("./money/earnings-page") },
  { path: "/studio/decisions", title: pages.decisions, load: () => import("./decisions-page") },
  { path: "/studio/profile", title: pages.profile, load: () => import("./profile-page") },
];
