import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { ChevronLeft, Check, X } from "lucide-react";
import { runQuery, UNFINISHED, useCancelRun, type Run } from "@/api/runs";
import { useAgentNames } from "@/components/agent-names";
import { Panel } from "@/components/page-head";
import { Decisions } from "@/components/run/decision";
import { Given } from "@/components/files/given";
import { Output, Prose } from "@/components/run/output";
import { OutcomeAsk } from "@/components/run/outcome-ask";
import { RunBars } from "@/components/run/run-bars";
import { withoutSteps } from "@/components/run/run-record";
import { StatusBadge } from "@/components/run/run-badges";
import { RunGraph } from "@/components/run/run-graph";
import { creditsSoFar, tokensSoFar, type RunState } from "@/components/run/run-state";
import { ToolRows } from "@/components/run/tool-rows";
import { useFollowed } from "@/components/run/use-followed";
import { Sigil } from "@/brand/sigil";
import { at, credits, duration, whole } from "@/lib/format";
import { ask } from "@/strings/ask";
import { runs } from "@/strings/runs";
import { Button, ButtonLink } from "@/ui/button";
import { CodeBlock, IdChip } from "@/ui/copy";
import { Failed, Skeletons } from "@/ui/states";
import { sayProblem } from "@/ui/toast";
import { took } from "./runs-page";

const words = runs.detail;

export default function RunPage() {
  const { id = "" } = useParams({ strict: false }) as { id?: string };
  const { data: run, error, refetch } = useQuery(runQuery(id));
  return (
    <>
      <Link to="/app/runs" className="mb-4 inline-flex items-center gap-1 rounded text-[14px] text-ink-3 hover:text-ink"><ChevronLeft size={15} />{words.back}</Link>
      {error && <Failed error={error} retry={() => void refetch()} />}
      {!run && !error && <Skeletons count={3} className="grid gap-4" each="h-32" />}
      {run && <Detail key={run.id} run={run} />}
    </>
  );
}

function Detail({ run }: { run: Run }) {
  const name = useAgentNames();
  const cancel = useCancelRun(run.id);
  const open = UNFINISHED.includes(run.status);
  const state = useFollowed(run);
  return (
    <>
      <div className="mb-6 flex flex-wrap items-center gap-x-4 gap-y-3">
        <Sigil id={run.agent_id} size={54} on={open} />
        <div className="min-w-0 flex-1">
          <h1 className="text-[clamp(24px,3vw,32px)]">{name(run.agent_id)}</h1>
          <div className="mt-1.5 flex flex-wrap items-center gap-2"><StatusBadge status={run.status} /><IdChip id={run.id} /></div>
        </div>
        {open && <Button look="danger" busy={cancel.isPending} onClick={() => cancel.mutate(undefined, { onError: sayProblem })}>{words.cancel}</Button>}
        <ButtonLink to="/app/ask" search={{ agent: run.agent_id, run: run.id }}>{words.again}</ButtonLink>
      </div>
      <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_320px]">
        <div className="grid min-w-0 content-start gap-4">
          {run.status === "input_required" && <Decisions runId={run.id} />}
          <Panel title={words.input}><div className="text-[14.5px]"><Given value={run.input} /></div></Panel>
          <Panel title={words.output}>
            {state.steps.length > 0 && <div className="mb-4"><ToolRows steps={state.steps} /></div>}
            {run.error ? <p role="alert" className="text-[14.5px] text-ember-text">{run.error.detail || run.error.code}</p> : <div className="text-[14.5px]"><Said run={run} state={state} /></div>}
            {run.status === "succeeded" && <div className="mt-5 border-t pt-4"><OutcomeAsk runId={run.id} marked={run.outcome?.happy ?? null} /></div>}
          </Panel>
          <Attempts run={run} />
        </div>
        <Figures run={run} state={state} />
      </div>
    </>
  );
}

/** Its words as they come, then what it gave. */
function Said({ run, state }: { run: Run; state: RunState }) {
  if ((run.output ?? null) !== null) return <Output value={withoutSteps(run.output)} />;
  return state.text ? <Prose text={state.text} live /> : words.noOutput;
}

function Attempts({ run }: { run: Run }) {
  if (run.attempts.length === 0) return null;
  return (
    <Panel title={words.attempts}>
      <ol className="grid gap-2">
        {run.attempts.map((attempt, i) => (
          <li key={i} className="flex items-center gap-2.5 rounded-[12px] bg-surface-2 px-3 py-2 text-[13.5px]">
            {attempt.error ? <X size={15} className="text-ember-text" aria-label={ask.failed} /> : <Check size={15} className="text-fern-text" aria-hidden />}
            <span className="mono min-w-0 truncate text-[12.5px]">{attempt.model ?? attempt.tool}</span>
            {attempt.error && <span className="mono text-[12.5px] text-ember-text">{attempt.error}</span>}
            {attempt.duration_ms !== undefined && <span className="num ms-auto text-ink-3">{duration(attempt.duration_ms)}</span>}
          </li>
        ))}
      </ol>
    </Panel>
  );
}

function Happened({ run, state }: { run: Run; state: RunState }) {
  return (
    <Panel title={ask.inspector}>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4"><RunGraph state={state} agentId={run.agent_id} /><RunBars state={state} /></div>
    </Panel>
  );
}

function Figures({ run, state }: { run: Run; state: RunState }) {
  const tokens = tokensSoFar(state);
  const rows: [string, string | null | undefined][] = [
    [words.cost, `${credits(creditsSoFar(state) ?? "0")} credits`],
    [ask.figures.time, took(run)],
    [words.tokens, tokens && ask.tokens(whole(tokens.input_tokens), whole(tokens.output_tokens))],
    [ask.figures.model, run.model],
    [words.version, run.agent_version],
    [words.created, run.created_at && at(run.created_at)],
  ];
  return (
    <aside className="grid content-start gap-4">
      <Panel title={words.figures}>
        <dl className="grid gap-2.5 text-[14px]">
          {rows.map(([label, value]) => value && (
            <div key={label} className="flex items-baseline justify-between gap-3"><dt className="text-ink-3">{label}</dt><dd className="num min-w-0 truncate font-[600]" title={value}>{value}</dd></div>
          ))}
        </dl>
      </Panel>
      <Happened run={run} state={state} />
      {run.receipt && (
        <Panel title={words.receipt}>
          <p className="text-[13.5px] text-ink-2">{words.receiptHint}</p>
          <CodeBlock className="mt-3" code={run.receipt} label={words.receipt} />
        </Panel>
      )}
    </aside>
  );
}
