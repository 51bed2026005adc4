import { studio } from "@/strings/studio";

const words = studio.nav;

/** What the studio is divided into, in the order of its tabs. */
export const STUDIO_PLACES = [
  { to: "/studio", label: words.agents },
  { to: "/studio/earnings", label: words.earnings },
  { to: "/studio/decisions", label: words.decisions },
  { to: "/studio/profile", label: words.profile },
] as const;
