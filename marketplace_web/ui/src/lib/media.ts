import { useSyncExternalStore } from "react";

function watch(query: string) {
  return (notify: () => void) => {
    const list = matchMedia(query);
    list.addEventListener("change", notify);
    return () => list.removeEventListener("change", notify);
  };
}

const REDUCED = "(prefers-reduced-motion: reduce)";
const watchReduced = watch(REDUCED);

/** Whether the reader asked for less motion. Follows a change while the page is open. */
export function useReducedMotion(): boolean {
  return useSyncExternalStore(watchReduced, () => matchMedia(REDUCED).matches, () => false);
}

const NARROW = "(max-width: 899px)";
const watchNarrow = watch(NARROW);

export function useNarrow(): boolean {
  return useSyncExternalStore(watchNarrow, () => matchMedia(NARROW).matches, () => false);
}
