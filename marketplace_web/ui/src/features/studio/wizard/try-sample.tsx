import { useMutation } from "@tanstack/react-query";
import { Play, Square } from "lucide-react";
import { enableAgent, useRefresh } from "@/api/making";
import { Answer } from "@/components/run/answer";
import { RunFigures } from "@/components/run/figures";
import { useRun } from "@/components/run/use-run";
import { SchemaForm } from "@/components/schema-form";
import { ask } from "@/strings/ask";
import { wizard } from "@/strings/studio-wizard";
import { Button } from "@/ui/button";
import { Dot } from "@/ui/marks";
import { sayProblem } from "@/ui/toast";

const words = wizard.check;

/** A real run of the current version, with the sample that others will find filled in. */
export function TrySample({ agentId, enabled, schema, sample }: { agentId: string; enabled: boolean; schema: unknown; sample?: unknown }) {
  const { state, start, stop } = useRun();
  const refresh = useRefresh();
  const enable = useMutation({ mutationFn: () => enableAgent(agentId), onSuccess: refresh, onError: sayProblem });
  const working = state.phase === "starting" || state.phase === "running";
  const begin = (input: Record<string, unknown>) => void start({ agentId, input }).then(refresh);
  return (
    <section aria-label={words.tryTitle} className="overflow-hidden rounded-[22px_22px_22px_7px] border bg-surface shadow-1">
      <header className="flex items-center gap-2.5 border-b px-4 py-3">
        <Dot live={working} tone={enabled ? "fern" : "ink-3"} />
        <h3 className="text-[16px] !tracking-[-.02em]">{words.tryTitle}</h3>
        <span className="ms-auto text-[13px] text-ink-3 max-sm:hidden">{words.tryLead}</span>
      </header>
      <div className="p-4">
        {enabled ? (
          <SchemaForm schema={schema} initial={sample} onSubmit={begin}>
            {working ? <Button className="justify-self-start" onClick={stop}><Square size={14} fill="currentColor" />{ask.stop}</Button> : <Button type="submit" className="justify-self-start"><Play size={15} />{words.run}</Button>}
          </SchemaForm>
        ) : (
          <Button busy={enable.isPending} onClick={() => enable.mutate()}>{words.enabling}</Button>
        )}
      </div>
      {state.phase !== "idle" && (
        <>
          <div role="log" aria-label={ask.log} tabIndex={0} className="max-h-[380px] overflow-y-auto border-t p-4"><Answer agentId={agentId} state={state} /></div>
          <div className="border-t bg-surface-2 px-4 py-3"><RunFigures state={state} /></div>
        </>
      )}
    </section>
  );
}
