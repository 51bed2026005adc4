import { credits, duration } from "@/lib/format";
import { ask } from "@/strings/ask";
import type { RunState, ToolStep } from "./run-state";
import { useNow } from "./use-now";

const COLORS = { running: "bg-brand", done: "bg-fern", failed: "bg-ember" } as const;
const NARROWEST = 1.5;

/** Where the bar of a step stands on the run's own line, in percent. */
export function barOf(step: ToolStep, began: number, until: number): { from: number; width: number } | null {
  if (step.began === null) return null;
  const span = Math.max(1, until - began);
  const from = Math.min(100 - NARROWEST, Math.max(0, (100 * (step.began - began)) / span));
  const width = (100 * ((step.ended ?? until) - step.began)) / span;
  return { from, width: Math.min(100 - from, Math.max(NARROWEST, width)) };
}

/** When each step ran within the whole, for how long, and for how much. */
export function RunBars({ state }: { state: RunState }) {
  const now = useNow(state.began !== null && state.ended === null);
  const { began } = state;
  const until = state.ended ?? now;
  if (began === null || state.steps.length === 0) return null;
  return (
    <ol aria-label={ask.trace} className="grid gap-2.5">
      {state.steps.map((step) => {
        const bar = barOf(step, began, until);
        const took = step.began === null ? null : duration(Math.max(0, (step.ended ?? until) - step.began));
        return (
          <li key={step.id} data-bar={step.state} className="text-[12.5px]">
            <div className="flex items-baseline gap-2">
              <span className="mono min-w-0 flex-1 truncate">{step.name}</span>
              {took && <span className="num shrink-0 text-ink-2">{took}</span>}
              {step.credits && <span className="num shrink-0 text-ink-3">{ask.stepCost(credits(step.credits))}</span>}
            </div>
            {bar && <div aria-hidden className="mt-1 h-1.5 overflow-hidden rounded-full bg-sunk"><div className={`h-full rounded-full ${COLORS[step.state]}`} style={{ marginInlineStart: `${bar.from}%`, width: `${bar.width}%` }} /></div>}
          </li>
        );
      })}
    </ol>
  );
}
