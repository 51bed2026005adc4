/** The story as a pure function of a moment between 0 and 1: it can play, stop, be dragged and be tested. */
import { landing } from "@/strings/landing";

const words = landing.story;
export const SECONDS = 19;

/** When each agent begins and ends, and how high it stands in the scene. */
export const SPANS = [
  { from: 0.27, to: 0.42, y: 0.09 },
  { from: 0.33, to: 0.48, y: 0.295 },
  { from: 0.42, to: 0.64, y: 0.5 },
  { from: 0.55, to: 0.68, y: 0.705 },
  { from: 0.5, to: 0.74, y: 0.91 },
] as const;
export const CHAPTERS = [0, 0.17, 0.27, 0.68] as const;

/** `waiting`, the number of the tool that runs, or `done`. */
export type Stage = "waiting" | "done" | number;

export interface StoryMoment {
  typed: number;
  planned: number;
  stages: Stage[];
  rows: number;
  share: number;
  chapter: number;
  credits: number;
  asks: boolean;
  approved: boolean;
}

const clamp = (x: number) => Math.max(0, Math.min(1, x));
export const part = (t: number, from: number, to: number): number => clamp((t - from) / (to - from));
export const ease = (x: number): number => 1 - (1 - x) ** 3;

export function storyAt(t: number): StoryMoment {
  return {
    typed: Math.round(part(t, 0.015, 0.15) * words.goal.length),
    planned: Math.floor(part(t, 0.17, 0.27) * 5.99),
    stages: SPANS.map((span, i) => {
      if (t < span.from) return "waiting";
      if (t >= span.to) return "done";
      const tools = words.agents[i]?.tools.length ?? 1;
      return Math.min(tools - 1, Math.floor(part(t, span.from, span.to) * tools));
    }),
    rows: Math.floor(part(t, 0.7, 0.86) * 4.99),
    share: Math.round(ease(part(t, 0.66, 0.88)) * 100) / 100,
    chapter: CHAPTERS.reduce<number>((last, from, i) => (t >= from ? i : last), 0),
    credits: Math.round(part(t, 0.27, 0.8) * 30) / 10,
    asks: t > 0.86,
    approved: t > 0.945,
  };
}
