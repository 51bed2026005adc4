import { Check, LoaderCircle } from "lucide-react";
import { clsx } from "clsx";
import { Suspense } from "react";
import type { Detail } from "@/api/shown";
import { OutcomeAsk } from "@/components/run/outcome-ask";
import { Output, Prose } from "@/components/run/output";
import type { Again } from "@/components/run/run-state";
import { PausingButton } from "@/components/pausing-button";
import { isPoor, TopUp } from "@/components/top-up/lazy";
import { Sigil } from "@/brand/sigil";
import { credits, duration } from "@/lib/format";
import { ask } from "@/strings/ask";
import { wordsFor } from "@/strings/common";
import { compare as words } from "@/strings/compare";
import type { Column, ComparisonState } from "./comparison-state";
import { Onward } from "./onward";

interface Props {
  state: ComparisonState;
  agents: ReadonlyMap<string, Detail>;
  guest: boolean;
  layout: string;
  onChoose: (label: string | null) => void;
  /** The same work once more; nobody but who pays has it. */
  again?: Again | undefined;
}

/** The answers side by side, and the question that they end with. */
export function Results({ state, agents, guest, layout, onChoose, again }: Props) {
  if (state.phase === "idle") return null;
  const decided = state.whole?.status === "decided";
  // Where nobody answered there is nothing to choose.
  const asks = state.phase === "finished" && !decided && state.columns.some((one) => one.phase === "done");
  const choice = decided ? state.whole?.entrants.find((one) => one.label === state.whole?.choice) : undefined;
  const poor = again && state.phase !== "running" ? [state.error, ...state.columns.map((one) => one.error)].find((one) => one && isPoor(one.code)) : null;
  const chosen = agents.get(choice?.agent_id ?? "");
  return (
    <section aria-label={words.title} className="grid gap-4">
      {poor && again && <Suspense><TopUp fault={poor} again={again} /></Suspense>}
      {state.error && state.error !== poor && state.error.code !== "stopped" && <Fault {...state.error} />}
      <div className={`grid grid-cols-[minmax(0,1fr)] gap-4 ${layout}`}>
        {state.columns.map((one) => {
          const told = decided ? state.whole?.entrants.find((entrant) => entrant.label === one.label) : undefined;
          const column: Column = told ? { ...one, agentId: told.agent_id, model: told.model ?? one.model, tried: told.tried === true, credits: told.credits } : one;
          return <Answered key={one.label} column={column} agent={agents.get(column.agentId ?? "")} hidden={state.blind && !decided} chosen={decided && state.whole?.choice === one.label} asks={asks && one.phase === "done"} marks={!guest && decided && one.phase === "done" ? told?.run_id : undefined} onChoose={() => onChoose(one.label)} />;
        })}
      </div>
      {asks && (
        <div className="line-in flex flex-wrap items-center gap-x-5 gap-y-2 rounded-[20px_20px_20px_7px] bg-wash px-5 py-4">
          <div className="min-w-0 flex-1 basis-[280px]"><h2 className="text-[18px]">{words.question}</h2><p className="mt-0.5 text-[13.5px] text-ink-2">{guest ? words.questionGuest : words.questionHint}</p></div>
          <PausingButton look="ghost" onClick={() => onChoose(null)}>{words.none}</PausingButton>
        </div>
      )}
      {chosen && <Onward agent={chosen} guest={guest} />}
      {decided && state.whole?.choice === null && <p role="status" className="text-[14.5px] text-ink-2">{words.noneChosen}</p>}
    </section>
  );
}

interface AnsweredProps {
  column: Column;
  agent: Detail | undefined;
  hidden: boolean;
  chosen: boolean | undefined;
  asks: boolean;
  /** The run that its reader may say yes or no to. */
  marks: string | null | undefined;
  onChoose: () => void;
}

function Answered({ column, agent, hidden, chosen, asks, marks, onChoose }: AnsweredProps) {
  const working = column.phase === "starting" || column.phase === "running";
  const name = hidden ? words.label(column.label) : agent?.name ?? words.label(column.label);
  return (
    <article aria-label={name} className={clsx("petal-card flex min-w-0 flex-col overflow-hidden", chosen && "!border-orchid-400 shadow-glow")}>
      <header className="flex items-center gap-3 border-b p-4">
        {hidden || !agent ? <span aria-hidden className="display grid size-9 shrink-0 place-items-center rounded-[12px_12px_12px_4px] bg-wash text-[17px] text-brand-text">{column.label}</span> : <Sigil id={agent.id} size={36} on={working} />}
        <h3 className="min-w-0 flex-1 truncate text-[16px]">{name}</h3>
        {chosen && <span className="flex items-center gap-1 text-[13.5px] font-[600] text-brand-text"><Check size={15} />{words.chosen}</span>}
      </header>
      <div role="log" aria-label={name} tabIndex={0} className="min-h-[120px] flex-1 overflow-y-auto p-4 text-[14.5px]">
        {column.phase === "done" && <Output value={column.output} />}
        {working && (column.text ? <Prose text={column.text} live /> : <p className="flex items-center gap-2 text-ink-3"><LoaderCircle size={15} className="spin" />{words.working}</p>)}
        {column.phase === "failed" && <Fault code={column.error?.code ?? ""} detail={column.error?.detail} />}
      </div>
      <footer className="grid gap-3 border-t bg-surface-2 p-4 empty:hidden">
        {column.phase !== "failed" && <Figures column={column} hidden={hidden} />}
        {asks && <PausingButton look="primary" onClick={onChoose}>{words.choose}</PausingButton>}
        {marks && <OutcomeAsk runId={marks} marked={null} />}
      </footer>
    </article>
  );
}

function Figures({ column, hidden }: { column: Column; hidden: boolean }) {
  const cost = column.tried ? words.figures.free : column.credits === null ? "–" : credits(column.credits);
  const rows: [string, string][] = [[words.figures.time, column.milliseconds === null ? "–" : duration(column.milliseconds)]];
  if (!hidden) rows.push([words.figures.credits, cost], [words.figures.model, column.model || "–"]);
  return (
    <dl className="grid gap-2 text-[13.5px]">
      {rows.map(([label, value]) => (
        <div key={label} className="flex items-baseline justify-between gap-3"><dt className="text-ink-3">{label}</dt><dd className={label === words.figures.model ? "mono min-w-0 truncate text-[12.5px]" : "num font-[600]"}>{value}</dd></div>
      ))}
    </dl>
  );
}

function Fault({ code, detail }: { code: string; detail?: string }) {
  const told = wordsFor(code, detail);
  return (
    <div role="alert" className="line-in rounded-[14px_14px_14px_5px] bg-ember-wash px-3.5 py-3 text-[14px]">
      <b className="font-[650] text-ember-text">{code ? told.title : ask.failed}</b>
      {code && <p className="mt-0.5 text-ink-2">{told.detail}</p>}
    </div>
  );
}
