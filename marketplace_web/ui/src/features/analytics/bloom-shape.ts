/** The outcome bloom as geometry: a petal for each agent, long as its runs are many, full as they are happy. */
import { petal } from "@/brand/petals";
import type { Group } from "@/api/outcomes";

export interface BloomPetal {
  id: string;
  turn: number;
  /** The whole petal: how much was judged or not. */
  whole: string;
  /** The part of it that was happy; null where nobody judged. */
  happy: string | null;
  share: number | null;
  runs: number;
}

const MOST = 6;
const SHORTEST = 38;
const LONGEST = 80;
const WIDTH = 0.3;
export const OTHERS = "others";

/** The busiest agents, the rest as one petal; lengths by the square root, so that areas compare. */
export function bloomPetals(groups: readonly Group[]): BloomPetal[] {
  const shown = gathered(groups);
  const most = Math.max(1, ...shown.map((group) => group.runs));
  return shown.map((group, i) => {
    const length = SHORTEST + (LONGEST - SHORTEST) * Math.sqrt(group.runs / most);
    const share = group.happy + group.unhappy > 0 ? group.happy / (group.happy + group.unhappy) : null;
    const scale = share === null ? 0 : Math.sqrt(share);
    return {
      id: group.id,
      turn: (i * 360) / shown.length,
      whole: petal(length, length * WIDTH, 0.34),
      happy: share === null || share === 0 ? null : petal(length * scale, length * scale * WIDTH, 0.34),
      share,
      runs: group.runs,
    };
  });
}

interface Sum {
  id: string;
  runs: number;
  happy: number;
  unhappy: number;
}

function gathered(groups: readonly Group[]): Sum[] {
  const sorted = groups.map(({ agent_id, runs, happy, unhappy }) => ({ id: agent_id ?? "", runs, happy, unhappy })).toSorted((a, b) => b.runs - a.runs);
  if (sorted.length <= MOST) return sorted;
  const rest = sorted.slice(MOST - 1).reduce((sum, one) => ({ id: OTHERS, runs: sum.runs + one.runs, happy: sum.happy + one.happy, unhappy: sum.unhappy + one.unhappy }), { id: OTHERS, runs: 0, happy: 0, unhappy: 0 });
  return [...sorted.slice(0, MOST - 1), rest];
}
