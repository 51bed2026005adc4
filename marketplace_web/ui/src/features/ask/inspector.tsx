import { Link } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { BloomStage } from "@/brand/bloom/bloom-stage";
import { RunBars } from "@/components/run/run-bars";
import { RunFigures } from "@/components/run/figures";
import { RunGraph } from "@/components/run/run-graph";
import { petalsOf, type RunState } from "@/components/run/run-state";
import { ask } from "@/strings/ask";
import { PauseButton } from "@/ui/pause-button";

interface Props {
  state: RunState;
  agentId: string;
}

/** The run beside the conversation, where there is room for it. */
export function Inspector(props: Props) {
  return <aside aria-label={ask.inspector} className="petal-card hidden self-start overflow-hidden lg:sticky lg:top-[82px] lg:block"><Watched {...props} /></aside>;
}

/** The run from the side: its flower lights where it works, its figures tick. */
export function Watched({ state, agentId }: Props) {
  const busy = useMemo(() => petalsOf(state), [state]);
  const [paused, setPaused] = useState(false);
  return (
    <div data-petals={busy.map((value) => (value >= 1 ? 1 : value > 0 ? 2 : 0)).join("")} className="relative">
      <PauseButton paused={paused} onChange={setPaused} className="!absolute end-2 top-2 z-10" />
      <BloomStage busy={busy} label={ask.bloom} scale={0.8} shiftY={0.04} paused={paused} className="relative h-[230px] bg-[radial-gradient(220px_160px_at_50%_50%,color-mix(in_oklab,var(--orchid-300)_28%,transparent),transparent_75%)]" />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4 p-5">
        {state.phase === "idle" ? <p className="text-center text-[13.5px] text-ink-3">{ask.idle}</p> : <RunFigures state={state} />}
        {state.phase !== "idle" && <div className="border-t pt-4"><RunGraph state={state} agentId={agentId} /></div>}
        <RunBars state={state} />
        {state.run && <Link to="/app/runs/$id" params={{ id: state.run.id } as never} className="link text-[14px]">{ask.openRun}</Link>}
      </div>
    </div>
  );
}
