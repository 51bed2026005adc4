import { useEffect, useState } from "react";
import { credits, duration, whole } from "@/lib/format";
import { ask } from "@/strings/ask";
import { Ticker } from "@/ui/ticker";
import type { RunState } from "./run-state";

const TICK_MS = 100;

/** Milliseconds since the run began; stands still when it has ended. */
function useElapsed(phase: RunState["phase"]): number {
  const [elapsed, setElapsed] = useState(0);
  const working = phase === "starting" || phase === "running";
  useEffect(() => {
    if (!working) return;
    const began = performance.now();
    const timer = setInterval(() => setElapsed(performance.now() - began), TICK_MS);
    return () => clearInterval(timer);
  }, [working]);
  return elapsed;
}

export function RunFigures({ state }: { state: RunState }) {
  const elapsed = useElapsed(state.phase);
  const { run } = state;
  const usage = run?.usage;
  const rows: [string, string][] = [
    [ask.figures.credits, run ? credits(run.cost.credits ?? "0") : "–"],
    [ask.figures.time, elapsed > 0 ? duration(elapsed) : "–"],
    [ask.figures.tokens, usage ? ask.tokens(whole(usage.input_tokens ?? 0), whole(usage.output_tokens ?? 0)) : "–"],
    [ask.figures.model, run?.model ?? "–"],
  ];
  return (
    <dl className="grid grid-cols-[minmax(0,1fr)] gap-2.5 text-[13.5px]">
      {rows.map(([label, value], i) => (
        <div key={label} className="flex items-baseline justify-between gap-3">
          <dt className="shrink-0 text-ink-3">{label}</dt>
          <dd className={i === 3 ? "mono min-w-0 truncate text-[12.5px]" : "num font-[600]"} title={value}>{i === 0 ? <Ticker value={value} /> : value}</dd>
        </div>
      ))}
    </dl>
  );
}
