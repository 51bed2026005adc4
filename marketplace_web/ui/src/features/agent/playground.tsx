import { useQuery, useQueryClient } from "@tanstack/react-query";
import { ArrowUp, Square } from "lucide-react";
import { lazy, Suspense, useState, type ReactNode } from "react";
import { consentQuery, useAgree } from "@/api/consent";
import { usePaused, useSession } from "@/api/session";
import type { Detail } from "@/api/shown";
import { triesQuery, visitToken, type Agreed, type Tries } from "@/api/tries";
import { Consent } from "@/components/consent";
import { EnableButton } from "@/components/enable-button";
import { ModelPicker } from "@/components/model-picker";
import { RunFigures } from "@/components/run/figures";
import { RunPrice } from "@/components/run/price";
import { useRun } from "@/components/run/use-run";
import { KeptHere } from "@/components/top-up/lazy";
import { SchemaForm } from "@/components/schema-form";
import { agents } from "@/strings/agents";
import { ask } from "@/strings/ask";
import { common } from "@/strings/common";
import { tries as words } from "@/strings/tries";
import { Button, ButtonLink } from "@/ui/button";
import { Dot } from "@/ui/marks";
import { Skeletons } from "@/ui/states";
import { sayProblem } from "@/ui/toast";
import { useProducts } from "./use-products";

// Nothing is answered before something is asked.
const Answer = lazy(() => import("@/components/run/answer").then((m) => ({ default: m.Answer })));

type Input = Record<string, unknown>;
type Start = (input: Input) => void;

/** Try it here, on real work, before deciding. */
export function Playground({ agent }: { agent: Detail }) {
  const { state, start, stop } = useRun();
  const client = useQueryClient();
  const me = useSession();
  const paused = usePaused();
  const [model, setModel] = useState("");
  const [given, setGiven] = useState<Input>({});
  const working = state.phase === "starting" || state.phase === "running";
  const chosen = { agentId: agent.id, model: model || undefined };
  const begin = (input: Input, by = chosen.model) => {
    setGiven(input);
    void start({ ...chosen, input, model: by });
  };
  const again = { input: given, given: [given, chosen.model], send: () => begin(given) };
  const attempt = async (input: Input, consent?: Agreed) => {
    const visitor = me ? undefined : await visitToken();
    await start({ ...chosen, input, trying: { consent, visitor } });
    await client.invalidateQueries({ queryKey: ["agent", agent.id, "tries"] });
  };
  const form = (onSubmit: Start, action: string, paid = false) => (
    <SchemaForm key={agent.version} schema={agent.input_schema} example={agent.examples[0]?.input} files={me ? { images: agent.kind === "prompt" } : undefined} onSubmit={onSubmit}>
      {(input) => (
        <>
          {paid && <RunPrice agent={agent} input={input} model={chosen.model} />}
          {working ? (
            <Button look="ghost" onClick={stop}><Square size={14} fill="currentColor" />{ask.stop}</Button>
          ) : (
            <Button type="submit" look="primary" disabled={paused}>{paused ? common.paused : state.phase === "idle" ? action : ask.again}<ArrowUp size={16} /></Button>
          )}
        </>
      )}
    </SchemaForm>
  );
  return (
    <section id="try" aria-label={agents.detail.tryTitle} className="overflow-hidden rounded-[28px_28px_28px_9px] border border-line-2 bg-surface shadow-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2.5 border-b px-5 py-4">
        <h2 className="flex flex-auto items-center gap-2.5 whitespace-nowrap text-[17px] !tracking-[-.02em]"><Dot live={working} tone={agent.enabled ? "fern" : "ink-3"} />{agents.detail.tryTitle}</h2>
        <ModelPicker agent={agent} label={ask.model} usual={ask.anyModel} value={model} onChange={setModel} className="min-w-0 flex-[1_1_140px] sm:max-w-[190px]" />
      </div>
      <div className="p-5">{agent.enabled && state.phase === "idle" && <KeptHere onSend={(kept: Parameters<typeof begin>) => begin(...kept)} />}{agent.enabled ? form((input) => begin(input), ask.send, true) : <Trying agent={agent} guest={me === null} form={form} working={working} onTry={attempt} />}</div>
      {state.error?.code === "consent_required" && agent.enabled && <div className="border-t p-5"><Agreeing id={agent.id} onAgreed={() => begin(given)} /></div>}
      {state.phase !== "idle" && (
        <>
          <div role="log" aria-label={ask.log} tabIndex={0} className="max-h-[460px] overflow-y-auto border-t p-5"><Suspense fallback={<Skeletons count={1} each="h-9" />}><Answer agentId={agent.id} state={state} guest={me === null} again={again} /></Suspense></div>
          <div className="border-t bg-surface-2 px-5 py-4"><RunFigures state={state} /></div>
        </>
      )}
    </section>
  );
}

/** A version that goes further than what was agreed to: where to, and a yes to that. */
function Agreeing({ id, onAgreed }: { id: string; onAgreed: () => void }) {
  const { data } = useQuery(consentQuery(id, false));
  const agree = useAgree();
  if (!data?.required) return null;
  const yes = () => agree.mutate({ agentId: id, forAll: false, version: data.version, hosts: data.hosts, text: data.text }, { onSuccess: onAgreed, onError: sayProblem });
  return <Consent question={data} action={words.consent.agreeRun} busy={agree.isPending} onAgree={yes} />;
}

interface TryingProps {
  agent: Detail;
  guest: boolean;
  working: boolean;
  form: (onSubmit: Start, action: string) => ReactNode;
  onTry: (input: Input, consent?: Agreed) => Promise<void>;
}

/** Within the free tries; where data leaves the hub, that is agreed to before there is a form. */
function Trying({ agent, guest, form, working, onTry }: TryingProps) {
  const { data, error } = useQuery(triesQuery(agent.id, !guest));
  const [agreed, setAgreed] = useState<Agreed>();
  if (error) return guest ? <Guest id={agent.id} /> : <Gone agent={agent} reason="" />;
  if (!data) return <Skeletons count={1} each="h-28" />;
  if (!data.available && !working) return guest ? <Guest id={agent.id} reason={data.reason} /> : <Gone agent={agent} reason={data.reason ?? ""} />;
  if (data.consent.required && !agreed) return <Consent question={data.consent} action={words.consent.agree} onAgree={() => setAgreed(data.consent)} />;
  return (
    <div className="grid gap-4">
      {form((input) => void onTry(input, agreed), words.send)}
      <Left tries={data} guest={guest} />
    </div>
  );
}

function Left({ tries, guest }: { tries: Tries; guest: boolean }) {
  const share = tries.limit > 0 ? Math.round((100 * tries.left) / tries.limit) : 0;
  return (
    <div className="grid gap-1.5 border-t pt-3.5">
      <p className="flex flex-wrap justify-between gap-x-3 text-[13.5px] text-ink-3"><span>{guest ? words.guestLeft(tries.left) : words.left(tries.left, tries.limit)}</span><span>{words.free}</span></p>
      <div aria-hidden className="h-1 overflow-hidden rounded-full bg-sunk"><div className="h-full rounded-full bg-brand transition-[width] duration-500" style={{ width: `${share}%` }} /></div>
    </div>
  );
}

function Gone({ agent, reason }: { agent: Detail; reason: string }) {
  const sold = useProducts(agent, useSession()).length > 0;
  if (sold)
    return (
      <div className="grid justify-items-start gap-3">
        <p className="text-[14.5px] text-ink-2">{agents.detail.soldFirst}</p>
        <ButtonLink to={`/agents/${agent.id}`} search={{ tab: "pricing" }} look="primary">{agents.detail.seePlans}</ButtonLink>
      </div>
    );
  return (
    <div className="grid justify-items-start gap-3">
      <p className="text-[14.5px] text-ink-2">{words.gone[reason] ?? agents.detail.enableFirst}</p>
      <EnableButton id={agent.id} name={agent.name} />
    </div>
  );
}

function Guest({ id, reason }: { id: string; reason?: string | null }) {
  const next = { next: `/agents/${id}` };
  const used = reason === "tries_used_up" || reason === "try_budget_spent";
  return (
    <div className="grid justify-items-start gap-3">
      <p className="text-[14.5px] text-ink-2">{used ? words.guestGone : agents.detail.tryGuest}</p>
      <div className="flex flex-wrap gap-2"><ButtonLink to="/signup" search={next} look="primary">{agents.startAction}</ButtonLink><ButtonLink to="/login" search={next}>{agents.signInAction}</ButtonLink></div>
    </div>
  );
}
