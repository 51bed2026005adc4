import type { Category } from "@/api/console/platform";

export interface Branch {
  category: Category;
  depth: number;
  /** Its place among its siblings, and how many there are. */
  at: number;
  of: number;
}

const byPlace = (a: Category, b: Category) => a.position - b.position || a.slug.localeCompare(b.slug);
const siblings = (all: readonly Category[], parent: string | null) => all.filter((one) => one.parent === parent && !one.archived).toSorted(byPlace);

/** The tree as lines, each parent before its children; what is archived comes last. */
export function linesOf(all: readonly Category[], parent: string | null = null, depth = 0): Branch[] {
  const here = siblings(all, parent);
  const lines = here.flatMap((category, at) => [{ category, depth, at, of: here.length }, ...linesOf(all, category.slug, depth + 1)]);
  if (parent !== null) return lines;
  return [...lines, ...all.filter((one) => one.archived).toSorted(byPlace).map((category) => ({ category, depth: 0, at: 0, of: 1 }))];
}

/** Which categories get which place, for one to move among its siblings: only those that change. */
export function moved(all: readonly Category[], slug: string, move: 1 | -1): { category: Category; position: number }[] {
  const category = all.find((one) => one.slug === slug);
  if (!category) return [];
  const order = siblings(all, category.parent);
  const at = order.findIndex((one) => one.slug === slug);
  const to = at + move;
  if (at < 0 || to < 0 || to >= order.length) return [];
  order.splice(to, 0, ...order.splice(at, 1));
  return order.map((one, i) => ({ category: one, position: (i + 1) * 10 })).filter((one) => one.position !== one.category.position);
}

/** Where a category may be put: not below itself. */
export function parentsFor(all: readonly Category[], slug: string | null): Category[] {
  const below = new Set<string>(slug ? [slug] : []);
  for (let grown = true; grown; ) {
    const more = all.filter((one) => one.parent !== null && below.has(one.parent) && !below.has(one.slug));
    for (const one of more) below.add(one.slug);
    grown = more.length > 0;
  }
  return all.filter((one) => !one.archived && !below.has(one.slug)).toSorted(byPlace);
}
