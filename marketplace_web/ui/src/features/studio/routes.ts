import type { PageRoute } from "@/lib/page-route";
import { studio } from "@/strings/studio";

const { pages } = studio;

const page = (name: keyof typeof import("./pages")): PageRoute["load"] => async () => (await import("./pages"))[name]();

export const studioPages: readonly PageRoute[] = [
  { path: "/studio", title: pages.home, load: page("home") },
  { path: "/studio/apply", title: pages.apply, load: page("apply") },
  { path: "/studio/new", title: pages.wizard, load: page("wizard") },
  { path: "/studio/agents/$id", title: pages.agent, load: page("ownAgent") },
  { path: "/studio/earnings", title: pages.earnings, load: page("earnings") },
  { path: "/studio/decisions", title: pages.decisions, load: page("decisions") },
  { path: "/studio/profile", title: pages.profile, load: page("profile") },
];
