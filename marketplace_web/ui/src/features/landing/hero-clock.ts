/** The hero's loop as a pure function of time, so that it can be paused, tested and photographed. */
import { LIP } from "@/brand/bloom/anatomy";

export type AgentState = "ready" | "running" | "done";

export interface HeroMoment {
  typed: number;
  agents: AgentState[];
  finished: boolean;
}

/** The petal that each agent of a scene sits on: the top, the wings, the lower two. */
export const PETALS = [0, 3, 4, 1, 2] as const;
const ORDER = [1, 3, 2, 4, 0] as const;
const TYPE_MS = 24;
const BEFORE = 400;
const THINK = 700;
const STAGGER = 420;
const LAND = 1300;
const SPREAD = 380;
const RESULT = 4600;
const HOLD = 5200;

const typingEnds = (goal: string) => BEFORE + goal.length * TYPE_MS;

export const sceneLength = (goal: string): number => typingEnds(goal) + RESULT + HOLD;

export function heroAt(goal: string, ms: number): HeroMoment {
  const typed = Math.max(0, Math.min(goal.length, Math.floor((ms - BEFORE) / TYPE_MS)));
  const working = ms - typingEnds(goal) - THINK;
  const agents: AgentState[] = PETALS.map(() => "ready");
  ORDER.forEach((agent, turn) => {
    const since = working - turn * STAGGER;
    if (since >= LAND + (turn % 3) * SPREAD) agents[agent] = "done";
    else if (since >= 0) agents[agent] = "running";
  });
  return { typed, agents, finished: ms >= typingEnds(goal) + RESULT };
}

export function busyAt(moment: HeroMoment): number[] {
  const busy = Array.from({ length: LIP + 1 }, () => 0);
  moment.agents.forEach((state, i) => {
    const petal = PETALS[i];
    if (petal !== undefined) busy[petal] = state === "running" ? 1 : state === "done" ? 0.15 : 0;
  });
  busy[LIP] = moment.finished ? 1 : 0;
  return busy;
}
