import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { BloomStage } from "@/brand/bloom/bloom-stage";
import { RunFigures } from "@/components/run/figures";
import { petalsOf, type RunState } from "@/components/run/run-state";
import { Sigil } from "@/brand/sigil";
import { ask } from "@/strings/ask";

/** The run from the side: its flower lights where it works, its figures tick. */
export function Inspector({ state }: { state: RunState }) {
  const busy = useMemo(() => petalsOf(state), [state]);
  return (
    <aside aria-label={ask.inspector} data-petals={busy.map((value) => (value >= 1 ? 1 : value > 0 ? 2 : 0)).join("")} className="petal-card hidden self-start overflow-hidden lg:sticky lg:top-[82px] lg:block">
      <BloomStage busy={busy} label={ask.bloom} scale={0.8} shiftY={0.04} className="relative h-[230px] bg-[radial-gradient(220px_160px_at_50%_50%,color-mix(in_oklab,var(--orchid-300)_28%,transparent),transparent_75%)]" />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4 p-5">
        <RunFigures state={state} />
        {state.steps.length > 0 && (
          <ol aria-label={ask.steps} className="grid gap-2 border-t pt-4">
            {state.steps.map((step) => (
              <li key={step.id} className="line-in flex items-center gap-2.5 text-[13.5px]">
                <Sigil id={step.sigil} size={24} on={step.state === "running"} />
                <span className="min-w-0 truncate">{step.name}</span>
              </li>
            ))}
          </ol>
        )}
        {state.run && <Link to="/app/runs/$id" params={{ id: state.run.id } as never} className="link text-[14px]">{ask.openRun}</Link>}
      </div>
    </aside>
  );
}
