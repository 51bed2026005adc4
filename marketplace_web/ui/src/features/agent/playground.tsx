import { ArrowUp, Square } from "lucide-react";
import { useState } from "react";
import { useEnabling } from "@/api/catalog";
import { useSession } from "@/api/session";
import type { Detail } from "@/api/shown";
import { Answer } from "@/components/run/answer";
import { RunFigures } from "@/components/run/figures";
import { useRun } from "@/components/run/use-run";
import { SchemaForm } from "@/components/schema-form";
import { agents } from "@/strings/agents";
import { ask } from "@/strings/ask";
import { Button, ButtonLink } from "@/ui/button";
import { Dot } from "@/ui/marks";
import { sayProblem } from "@/ui/toast";

const words = agents.detail;

/** Try it here, on real work, before deciding. */
export function Playground({ agent }: { agent: Detail }) {
  const { state, start, stop } = useRun();
  const { enable } = useEnabling(agent.id);
  const me = useSession();
  const [model, setModel] = useState("");
  const working = state.phase === "starting" || state.phase === "running";
  const begin = (input: Record<string, unknown>) => void start({ agentId: agent.id, input, model: model || undefined });
  return (
    <section id="try" aria-label={words.tryTitle} className="overflow-hidden rounded-[28px_28px_28px_9px] border border-line-2 bg-surface shadow-3">
      <div className="flex items-center gap-2.5 border-b px-5 py-4">
        <Dot live={working} tone={agent.enabled ? "fern" : "ink-3"} />
        <h2 className="flex-1 text-[17px] !tracking-[-.02em]">{words.tryTitle}</h2>
        {agent.models.length > 1 && (
          <select aria-label={ask.model} value={model} onChange={(event) => setModel(event.target.value)} className="mono h-8 max-w-[190px] rounded-[10px] border border-line-2 bg-surface px-2 text-[12px]">
            <option value="">{ask.anyModel}</option>
            {agent.models.map((one) => <option key={one} value={one}>{one}</option>)}
          </select>
        )}
      </div>
      <div className="p-5">
        {agent.enabled ? (
          <SchemaForm key={agent.version} schema={agent.input_schema} example={agent.examples[0]?.input} onSubmit={begin}>
            {working ? (
              <Button look="ghost" onClick={stop}><Square size={14} fill="currentColor" />{ask.stop}</Button>
            ) : (
              <Button type="submit" look="primary">{state.phase === "idle" ? ask.send : ask.again}<ArrowUp size={16} /></Button>
            )}
          </SchemaForm>
        ) : me === null ? (
          <Guest id={agent.id} />
        ) : (
          <div className="grid justify-items-start gap-3">
            <p className="text-[14.5px] text-ink-2">{words.enableFirst}</p>
            <Button look="primary" busy={enable.isPending} onClick={() => enable.mutate(undefined, { onError: sayProblem })}>{agents.enable}</Button>
          </div>
        )}
      </div>
      {state.phase !== "idle" && (
        <>
          <div role="log" aria-label={ask.log} tabIndex={0} className="max-h-[460px] overflow-y-auto border-t p-5"><Answer agentId={agent.id} state={state} /></div>
          <div className="border-t bg-surface-2 px-5 py-4"><RunFigures state={state} /></div>
        </>
      )}
    </section>
  );
}

function Guest({ id }: { id: string }) {
  const next = { next: `/agents/${id}` };
  return (
    <div className="grid justify-items-start gap-3">
      <p className="text-[14.5px] text-ink-2">{words.tryGuest}</p>
      <div className="flex flex-wrap gap-2"><ButtonLink to="/signup" search={next} look="primary">{agents.startAction}</ButtonLink><ButtonLink to="/login" search={next}>{agents.signInAction}</ButtonLink></div>
    </div>
  );
}
