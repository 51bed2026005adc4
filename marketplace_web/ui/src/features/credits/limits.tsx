import { useQuery } from "@tanstack/react-query";
import { clsx } from "clsx";
import { Trash2 } from "lucide-react";
import { useState, type FormEvent } from "react";
import { budgetsQuery, useRemoveBudget, useSaveBudget, type Budget, type BudgetBody } from "@/api/billing";
import { enabledQuery } from "@/api/catalog";
import { teamOf, type Me } from "@/api/session";
import { useAgentNames } from "@/components/agent-names";
import { Panel } from "@/components/page-head";
import { PausingButton } from "@/components/pausing-button";
import { credits } from "@/lib/format";
import { billing } from "@/strings/billing";
import { common } from "@/strings/common";
import { Button, IconButton } from "@/ui/button";
import { Dialog, DialogFoot } from "@/ui/dialog";
import { SelectField, TextField } from "@/ui/field";
import { Failed, Skeletons } from "@/ui/states";
import { say, sayProblem } from "@/ui/toast";

const words = billing.limits;
const NEAR = 0.8;
const PERIODS = Object.entries(words.per).map(([value, label]) => ({ value, label }));

/** Hard caps, and how near each is. */
export function Limits({ me }: { me: Me }) {
  const { data, error, refetch } = useQuery(budgetsQuery);
  const [open, setOpen] = useState(false);
  return (
    <Panel title={words.title} action={<Button size="sm" onClick={() => setOpen(true)}>{words.add}</Button>}>
      <p className="-mt-2 mb-4 text-[14.5px] text-ink-2">{words.lead}</p>
      {error && <Failed error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeletons count={1} each="h-16" />}
      {data?.length === 0 && <p className="text-[14.5px] text-ink-3">{words.none}</p>}
      <ul className="grid gap-2">{data?.map((budget) => <Row key={budget.id} budget={budget} me={me} />)}</ul>
      <Dialog open={open} onOpenChange={setOpen} title={words.add} description={words.lead}><Form me={me} onDone={() => setOpen(false)} /></Dialog>
    </Panel>
  );
}

function Row({ budget, me }: { budget: Budget; me: Me }) {
  const nameOf = useAgentNames();
  const remove = useRemoveBudget();
  const what = budget.scope === "organization" ? words.all(teamOf(me)) : budget.scope === "agent" ? nameOf(budget.scope_id) : (words.of[budget.scope] ?? budget.scope);
  const used = Number(budget.used) + Number(budget.held);
  const share = Math.min(1, used / Math.max(Number(budget.amount), 0.000001));
  const over = share >= 1;
  return (
    <li className="rounded-[14px_14px_14px_5px] bg-surface-2 py-2.5 ps-3.5 pe-2">
      <div className="flex items-center gap-3">
        <p className="min-w-0 flex-1 text-[14.5px]"><b className="font-[600]">{what}</b> <span className="text-ink-3">{words.per[budget.period] ?? budget.period}</span></p>
        <span className="num text-[13.5px] text-ink-2">{words.used(credits(String(used)), credits(budget.amount))}</span>
        <IconButton size="sm" label={words.remove(what)} busy={remove.isPending} onClick={() => void remove.mutateAsync(budget.id).then(() => say(words.removed), sayProblem)}><Trash2 size={15} /></IconButton>
      </div>
      <div className="mt-1.5 me-2 h-1.5 overflow-hidden rounded-full bg-sunk" aria-hidden><i className={clsx("block h-full origin-left rounded-full transition-transform duration-700", over ? "bg-ember" : share >= NEAR ? "bg-pollen" : "bg-fern")} style={{ transform: `scaleX(${share})` }} /></div>
      {share >= NEAR && <p className={clsx("mt-1.5 text-[13px]", over ? "text-ember-text" : "text-pollen-text")}>{over ? words.over : words.near}</p>}
    </li>
  );
}

function Form({ me, onDone }: { me: Me; onDone: () => void }) {
  const { data: agents = [] } = useQuery(enabledQuery);
  const save = useSaveBudget();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const agent = String(given.get("what") ?? "");
    const body = { scope: agent ? "agent" : "organization", scope_id: agent || null, period: String(given.get("period")), amount: String(given.get("amount")).trim() } as BudgetBody;
    save.mutate(body, { onSuccess: () => { say(words.saved); onDone(); }, onError: sayProblem });
  };
  return (
    <form onSubmit={submit} className="grid gap-4">
      <SelectField label={words.what} name="what" options={[{ value: "", label: words.all(teamOf(me)) }, ...agents.map((agent) => ({ value: agent.id, label: agent.name }))]} />
      <div className="grid grid-cols-2 gap-4">
        <TextField label={words.amount} name="amount" inputMode="decimal" required pattern="\d{1,9}(\.\d{1,6})?" />
        <SelectField label={words.period} name="period" defaultValue="month" options={PERIODS} />
      </div>
      <DialogFoot><PausingButton type="submit" look="primary" busy={save.isPending}>{common.save}</PausingButton></DialogFoot>
    </form>
  );
}
