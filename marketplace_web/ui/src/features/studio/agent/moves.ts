/** What a publisher can do with a listing from where it is, as docs/marketplace.md has it; the hub refuses the rest. */
export type To = "submitted" | "draft" | "published" | "under_maintenance" | "deprecated" | "delisted";

const MOVES: Record<string, readonly To[]> = {
  draft: ["submitted", "delisted"],
  submitted: ["draft"],
  in_review: ["draft"],
  changes_requested: ["submitted", "delisted"],
  approved: ["published", "draft", "delisted"],
  published: ["under_maintenance", "deprecated", "delisted"],
  under_maintenance: ["published", "deprecated", "delisted"],
  deprecated: ["published", "delisted"],
  delisted: ["draft"],
};

export const movesFrom = (state: string): readonly To[] => MOVES[state] ?? [];

/** What those who use the agent are told of it. */
export const asksNotice = (to: To): boolean => to === "under_maintenance" || to === "deprecated" || to === "delisted";

const ORDER = ["draft", "in_review", "approved", "published"] as const;
export const MAIN = ORDER;

/** How far along the usual way a state is; states beside the way stand where they came from. */
export function along(state: string): number {
  const beside: Record<string, number> = { submitted: 1, changes_requested: 1, under_maintenance: 3, suspended: 3, deprecated: 3, delisted: 0 };
  return beside[state] ?? Math.max(0, ORDER.indexOf(state as (typeof ORDER)[number]));
}
