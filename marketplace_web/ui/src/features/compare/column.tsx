import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Square, X } from "lucide-react";
import { useEffect, useRef } from "react";
import { detailQuery } from "@/api/catalog";
import type { Detail } from "@/api/shown";
import { priceLine } from "@/components/agent-price";
import { Features } from "@/components/agent-card";
import { EnableButton } from "@/components/enable-button";
import { Answer } from "@/components/run/answer";
import { RunFigures } from "@/components/run/figures";
import { useRun } from "@/components/run/use-run";
import { SchemaForm } from "@/components/schema-form";
import { planOf, textField } from "@/components/schema-input";
import { Standing } from "@/components/standing";
import { Sigil } from "@/brand/sigil";
import { ask } from "@/strings/ask";
import { compare as words } from "@/strings/compare";
import { Button, IconButton } from "@/ui/button";
import { Failed, Skeletons } from "@/ui/states";
import type { Task } from "./compare-page";

interface Props {
  agentId: string;
  task: Task;
  onRemove: () => void;
}

export function Column({ agentId, task, onRemove }: Props) {
  const { data: agent, error } = useQuery(detailQuery(agentId, true));
  return (
    <section aria-label={agent?.name ?? agentId} className="petal-card flex min-w-0 flex-col overflow-hidden">
      {error && <Failed error={error} />}
      {!agent && !error && <Skeletons count={1} each="h-64" />}
      {agent && (
        <>
          <header className="flex items-start gap-3 border-b p-4">
            <Sigil id={agent.id} size={44} />
            <div className="min-w-0 flex-1 leading-tight">
              <h2 className="truncate text-[17px]"><Link to="/agents/$id" params={{ id: agent.id } as never} className="rounded hover:text-brand-text">{agent.name}</Link></h2>
              <p className="mt-1 text-[13px] text-ink-3">{priceLine(agent.price)}</p>
            </div>
            <IconButton label={words.remove(agent.name)} size="sm" onClick={onRemove}><X size={15} /></IconButton>
          </header>
          {agent.enabled ? <Entrant agent={agent} task={task} /> : <NotYet agent={agent} />}
        </>
      )}
    </section>
  );
}

function NotYet({ agent }: { agent: Detail }) {
  return (
    <div className="grid justify-items-start gap-3 p-4">
      <Features features={agent.features} className="!mt-0" />
      <Standing of={agent.standing} />
      <p className="text-[14px] text-ink-2">{words.enableFirst}</p>
      <EnableButton id={agent.id} name={agent.name} size="sm" />
    </div>
  );
}

/** Runs whenever the task is given anew; an agent that asks for more has a form of its own. */
function Entrant({ agent, task }: { agent: Detail; task: Task }) {
  const { state, start, stop } = useRun();
  const field = textField(planOf(agent.input_schema));
  const begun = useRef(0);
  useEffect(() => {
    if (!field || task.turn === 0 || begun.current === task.turn) return;
    begun.current = task.turn;
    void start({ agentId: agent.id, input: { [field]: task.text } });
  }, [task, field, agent.id, start]);
  const working = state.phase === "starting" || state.phase === "running";
  return (
    <>
      <div className="flex-1 p-4">
        {state.phase === "idle" && <><Features features={agent.features} className="!mt-0" /><div className="mt-3"><Standing of={agent.standing} /></div></>}
        {!field && (
          <div className="mt-4">
            <p className="mb-3 text-[13.5px] text-ink-3">{words.needsMore}</p>
            <SchemaForm schema={agent.input_schema} example={agent.examples[0]?.input} onSubmit={(input) => void start({ agentId: agent.id, input })}><Button type="submit" size="sm">{ask.send}</Button></SchemaForm>
          </div>
        )}
        {state.phase !== "idle" && <Answer agentId={agent.id} state={state} />}
      </div>
      <footer className="border-t bg-surface-2 p-4">
        <RunFigures state={state} />
        {working && <Button size="sm" className="mt-3 w-full" onClick={stop}><Square size={13} fill="currentColor" />{words.stop}</Button>}
      </footer>
    </>
  );
}
