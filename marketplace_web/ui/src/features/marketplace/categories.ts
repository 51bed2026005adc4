import type { Category } from "@/api/catalog";

/** Those with something in them, and the chosen one in any case. */
export const filled = (tree: readonly Category[], chosen?: string): Category[] => tree.filter((one) => one.listings > 0 || one.slug === chosen);

/** A category and what it is in, the widest first. */
export function pathTo(tree: readonly Category[], slug: string): Category[] {
  const path: Category[] = [];
  let at: string | null = slug;
  while (at !== null) {
    const found: Category | undefined = tree.find((one) => one.slug === at);
    if (!found || path.includes(found)) break;
    path.unshift(found);
    at = found.parent;
  }
  return path;
}
