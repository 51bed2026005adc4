/** The way from being seen to being bought, as the hub counted it. */
import type { Funnel } from "@/api/offering";

export const STEPS = ["impression", "view", "try", "enable", "purchase"] as const;
export const ASIDE = ["compare", "choice", "chosen_against", "checkout", "review", "disable"] as const;

export interface Step {
  kind: (typeof STEPS)[number];
  count: number;
  /** Beside the largest step, from 0 to 1. */
  share: number;
  /** Of the step before, from 0 to 1; null at the first, and where nothing came before. */
  kept: number | null;
}

export function stepsOf(totals: Funnel["totals"]): Step[] {
  const counts = STEPS.map((kind) => totals[kind] ?? 0);
  const most = Math.max(1, ...counts);
  return STEPS.map((kind, i) => {
    const count = counts[i] ?? 0;
    const before = counts[i - 1] ?? 0;
    // People come by links as well: a step may be larger than the one before, and is then no part of it.
    return { kind, count, share: count / most, kept: i > 0 && before > 0 && count <= before ? count / before : null };
  });
}

/** What happened beside the way, without what did not happen. */
export const asideOf = (totals: Funnel["totals"]): [kind: (typeof ASIDE)[number], count: number][] =>
  ASIDE.flatMap((kind) => (totals[kind] ? [[kind, totals[kind]] as [(typeof ASIDE)[number], number]] : []));
