import type { ComponentType } from "react";

/** A page as a feature declares it. `load` is a dynamic import, so that each has its own chunk. */
export interface PageRoute {
  path: string;
  title: string;
  load: () => Promise<{ default: ComponentType }>;
}
