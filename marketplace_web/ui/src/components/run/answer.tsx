import { LoaderCircle } from "lucide-react";
import { lazy, Suspense, type ReactNode } from "react";
import { Sigil } from "@/brand/sigil";
import { ask } from "@/strings/ask";
import { wordsFor } from "@/strings/common";
import { withoutSteps } from "./run-record";
import { Output, Prose } from "./output";
import { isPoor, TopUp } from "../top-up/lazy";
import type { Again, RunState } from "./run-state";
import { ToolRows } from "./tool-rows";

// Asked once there is an answer.
const OutcomeAsk = lazy(() => import("./outcome-ask").then((module) => ({ default: module.OutcomeAsk })));
// Few runs wait for a person.
const Decisions = lazy(() => import("./decision").then((module) => ({ default: module.Decisions })));

interface Props {
  agentId: string;
  state: RunState;
  guest?: boolean;
  /** The same once more, where it is the latest. */
  again?: Again;
  /** What can be done with it once it has ended. */
  children?: ReactNode;
}

const ENDED: readonly RunState["phase"][] = ["done", "failed", "stopped"];

/** One answer while it comes and after: steps, text, what went wrong, and the question at the end. */
export function Answer({ agentId, state, guest = false, again, children }: Props) {
  const working = state.phase === "starting" || state.phase === "running";
  return (
    <div className="grid gap-3">
      <ToolRows steps={state.steps} />
      <div className="flex gap-3">
        <Sigil id={agentId} size={34} on={working} />
        <div className="min-w-0 flex-1 pt-1 text-[14.5px]">
          <Words state={state} working={working} again={again} />
          {state.phase === "done" && state.run && (
            <div className="mt-4 grid gap-3">
              {state.run.model_tier === "demo" && <p className="text-[13px] text-ink-3">{ask.demo}</p>}
              {!guest && <Suspense fallback={<span className="block h-8" />}><OutcomeAsk runId={state.run.id} marked={state.run.outcome?.happy ?? null} /></Suspense>}
            </div>
          )}
          {children && ENDED.includes(state.phase) && <div className="mt-3">{children}</div>}
        </div>
      </div>
    </div>
  );
}

function Words({ state, working, again }: { state: RunState; working: boolean; again?: Again | undefined }) {
  if (state.phase === "done" && state.run) return <div role="status"><Output value={withoutSteps(state.run.output)} /></div>;
  return (
    <>
      {state.text ? <Prose text={state.text} live={working} /> : working && <p className="flex items-center gap-2 text-ink-3"><LoaderCircle size={15} className="spin" />{state.phase === "starting" ? ask.starting : ask.working}</p>}
      {state.phase === "waiting" && <p className="text-pollen-text">{ask.waiting}</p>}
      {state.phase === "waiting" && state.runId && <div className="mt-3"><Suspense><Decisions runId={state.runId} /></Suspense></div>}
      {state.phase === "stopped" && <p className="mt-2 text-ink-3">{ask.stopped}</p>}
      {state.phase === "failed" && <WentWrong state={state} again={again} />}
    </>
  );
}

function WentWrong({ state: { error }, again }: { state: RunState; again: Again | undefined }) {
  const words = wordsFor(error?.code ?? "", error?.detail);
  if (again && error && isPoor(error.code)) return <Suspense><TopUp fault={error} again={again} /></Suspense>;
  return (
    <div role="alert" className="line-in rounded-[14px_14px_14px_5px] bg-ember-wash px-3.5 py-3 text-[14px]">
      <b className="font-[650] text-ember-text">{words.title}</b>
      <p className="mt-0.5 text-ink-2">{words.detail}</p>
    </div>
  );
}
