import { useQuery } from "@tanstack/react-query";
import { Landmark } from "lucide-react";
import { useState, type FormEvent } from "react";
import { payoutAccountQuery, usePayouts, type PayoutAccount, type PayoutAccountBody } from "@/api/earning";
import { isProblem } from "@/api/problem";
import { Panel } from "@/components/page-head";
import { PausingButton } from "@/components/pausing-button";
import { CURRENCIES } from "@/lib/amounts";
import { earning } from "@/strings/studio-money";
import { Button } from "@/ui/button";
import { SelectField, TextField } from "@/ui/field";
import { Failed, Skeletons } from "@/ui/states";
import { say, sayProblem } from "@/ui/toast";

const words = earning.account;
const METHODS = Object.entries(words.methods).map(([value, label]) => ({ value, label }));

/** The account is told by its end alone, also to whoever named it. */
export function AccountPanel() {
  const { data, error, refetch } = useQuery(payoutAccountQuery);
  const [editing, setEditing] = useState(false);
  return (
    <Panel title={words.title}>
      {error && <Failed error={error} retry={() => void refetch()} />}
      {data === undefined && !error && <Skeletons count={1} each="h-16" />}
      {data && !editing && (
        <div className="flex items-center gap-3">
          <span className="petal grid size-10 shrink-0 place-items-center bg-wash text-brand-text"><Landmark size={19} strokeWidth={1.75} aria-hidden /></span>
          <p className="min-w-0 flex-1 text-[14.5px]"><b className="block font-[650]">{words.methods[data.method]}{", "}{data.currency}</b><span className="mono text-[13px] text-ink-3">{data.destination}</span></p>
          <Button size="sm" onClick={() => setEditing(true)}>{words.change}</Button>
        </div>
      )}
      {data === null && !editing && <p className="mb-3 text-[14.5px] text-ink-2">{words.none}</p>}
      {data !== undefined && (editing || data === null) && <Form account={data} onDone={() => setEditing(false)} />}
    </Panel>
  );
}

function Form({ account, onDone }: { account: PayoutAccount | null; onDone: () => void }) {
  const { account: save } = usePayouts();
  const [given, setGiven] = useState<PayoutAccountBody>({ method: account?.method ?? "manual", destination: "", currency: account?.currency ?? "USD" });
  const faults = isProblem(save.error) ? save.error.faults : {};
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ ...given, destination: given.destination.trim() }, { onSuccess: () => { say(words.saved); onDone(); }, onError: sayProblem });
  };
  return (
    <form onSubmit={submit} className="grid gap-4">
      <SelectField label={words.method} options={METHODS} value={given.method} fault={faults.method} onChange={(event) => setGiven({ ...given, method: event.target.value as PayoutAccountBody["method"] })} />
      <TextField label={words.destination} hint={words.destinations[given.method]} required autoComplete="off" value={given.destination} fault={faults.destination} onChange={(event) => setGiven({ ...given, destination: event.target.value })} />
      <SelectField label={words.currency} options={CURRENCIES.map((value) => ({ value, label: value }))} value={given.currency} onChange={(event) => setGiven({ ...given, currency: event.target.value as PayoutAccountBody["currency"] })} />
      <PausingButton type="submit" look="primary" className="justify-self-start" busy={save.isPending}>{words.save}</PausingButton>
    </form>
  );
}
