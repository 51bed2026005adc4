import { useState, type FormEvent } from "react";
import type { Agent } from "@/api/catalog";
import { usePricing, type ProductBody } from "@/api/making";
import { isProblem } from "@/api/problem";
import { CURRENCIES, minorUnits, type Currency } from "@/lib/amounts";
import { own } from "@/strings/studio-agent";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { SelectField, TextField } from "@/ui/field";
import { say, sayProblem } from "@/ui/toast";
import { Check } from "../wizard/step-head";

const words = own.pricing;
const options = (table: Record<string, string>) => Object.entries(table).map(([value, label]) => ({ value, label }));

interface Given {
  name: string;
  type: "recurring" | "one_time";
  interval: "month" | "year";
  currency: Currency;
  amount: string;
  tax: "exclusive" | "inclusive";
  perSeat: boolean;
  trial: string;
  runs: string;
}

/** What is sold, as the hub takes it; null where the amount is none. */
export function productOf(agentId: string, given: Given): ProductBody | null {
  const unit_amount = minorUnits(given.amount);
  if (unit_amount === null) return null;
  const recurring = given.type === "recurring";
  return {
    kind: "agents", name: given.name.trim(), agent_ids: [agentId],
    prices: [{ type: given.type, currency: given.currency, unit_amount, interval: recurring ? given.interval : null, per_seat: recurring && given.perSeat, tax_behavior: given.tax, allowance_runs: given.runs ? Number(given.runs) : null }],
    trial: recurring && Number(given.trial) > 0 ? { days: Number(given.trial) } : null,
  };
}

export function ProductDialog({ agent, open, onOpenChange }: { agent: Agent; open: boolean; onOpenChange: (open: boolean) => void }) {
  const { sell } = usePricing(agent.id);
  const [given, setGiven] = useState<Given>({ name: agent.name, type: "recurring", interval: "month", currency: "USD", amount: "", tax: "exclusive", perSeat: false, trial: "0", runs: "" });
  const [tried, setTried] = useState(false);
  const set = (patch: Partial<Given>) => setGiven({ ...given, ...patch });
  const body = productOf(agent.id, given);
  const faults = isProblem(sell.error) ? sell.error.faults : {};
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (body) sell.mutate(body, { onSuccess: () => { say(words.sold); onOpenChange(false); }, onError: sayProblem });
  };
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={words.product} wide>
      <form onSubmit={submit} className="grid gap-4">
        <TextField label={words.name} required maxLength={80} value={given.name} fault={faults.name} onChange={(event) => set({ name: event.target.value })} />
        <div className="grid gap-4 sm:grid-cols-2">
          <SelectField label={words.type} options={options(words.types)} value={given.type} onChange={(event) => set({ type: event.target.value as Given["type"] })} />
          {given.type === "recurring" && <SelectField label={words.interval} options={options(words.intervals)} value={given.interval} onChange={(event) => set({ interval: event.target.value as Given["interval"] })} />}
          <TextField label={words.amount} required inputMode="decimal" value={given.amount} fault={tried && !body ? words.amountFault : faults["prices/0/unit_amount"]} onChange={(event) => set({ amount: event.target.value })} />
          <SelectField label={words.currency} options={CURRENCIES.map((value) => ({ value, label: value }))} value={given.currency} onChange={(event) => set({ currency: event.target.value as Currency })} />
          <SelectField label={words.tax} options={options(words.taxes)} value={given.tax} onChange={(event) => set({ tax: event.target.value as Given["tax"] })} />
          <TextField label={words.runs} hint={words.runsHint} type="number" min={1} value={given.runs} onChange={(event) => set({ runs: event.target.value })} />
          {given.type === "recurring" && <TextField label={words.trial} hint={words.trialHint} type="number" min={0} max={365} value={given.trial} onChange={(event) => set({ trial: event.target.value })} />}
        </div>
        {given.type === "recurring" && <Check label={words.perSeat} checked={given.perSeat} onChange={(perSeat) => set({ perSeat })} />}
        <Button type="submit" look="primary" className="justify-self-start" busy={sell.isPending}>{words.sell}</Button>
      </form>
    </Dialog>
  );
}
