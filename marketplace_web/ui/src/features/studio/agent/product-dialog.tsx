import { useState, type FormEvent } from "react";
import type { Agent } from "@/api/catalog";
import { usePricing, type ProductBody } from "@/api/making";
import { isProblem } from "@/api/problem";
import { PausingButton } from "@/components/pausing-button";
import { CURRENCIES, minorUnits, type Currency } from "@/lib/amounts";
import { endOf, today } from "@/lib/day";
import { own } from "@/strings/studio-agent";
import { CheckField } from "@/ui/check";
import { Dialog, DialogFoot } from "@/ui/dialog";
import { SelectField, TextField } from "@/ui/field";
import { say, sayProblem } from "@/ui/toast";

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
  /** Who alone may buy it; empty for everybody. */
  buyer: string;
  until: string;
}

const FIRST = { type: "recurring", interval: "month", currency: "USD", amount: "", tax: "exclusive", perSeat: false, trial: "0", runs: "", buyer: "", until: "" } as const;

/** What is sold, as the hub takes it; null where the amount is none. */
export function productOf(agentId: string, given: Given): ProductBody | null {
  const unit_amount = minorUnits(given.amount);
  if (unit_amount === null) return null;
  const recurring = given.type === "recurring";
  return {
    kind: "agents", name: given.name.trim(), agent_ids: [agentId],
    prices: [{ type: given.type, currency: given.currency, unit_amount, interval: recurring ? given.interval : null, per_seat: recurring && given.perSeat, tax_behavior: given.tax, allowance_runs: given.runs ? Number(given.runs) : null }],
    trial: recurring && Number(given.trial) > 0 ? { days: Number(given.trial) } : null,
    // Only what is for one customer ends by itself.
    buyer_organization_id: given.buyer.trim() || null, expires_at: given.buyer.trim() ? endOf(given.until) : null,
  };
}

export function ProductDialog({ agent, open, onOpenChange }: { agent: Agent; open: boolean; onOpenChange: (open: boolean) => void }) {
  const { sell } = usePricing(agent.id);
  const [given, setGiven] = useState<Given>({ name: agent.name, ...FIRST });
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
        <Private given={given} faults={faults} set={set} />
        {given.type === "recurring" && <CheckField label={words.perSeat} checked={given.perSeat} onChange={(perSeat) => set({ perSeat })} />}
        <DialogFoot><PausingButton type="submit" look="primary" busy={sell.isPending}>{words.sell}</PausingButton></DialogFoot>
      </form>
    </Dialog>
  );
}

/** For everybody, or for one customer alone until a day. */
function Private({ given, faults, set }: { given: Given; faults: Record<string, string>; set: (patch: Partial<Given>) => void }) {
  const [alone, setAlone] = useState(false);
  const choose = (next: boolean) => {
    setAlone(next);
    set({ buyer: "", until: "" });
  };
  return (
    <fieldset className="grid gap-4 rounded-[18px_18px_18px_6px] bg-surface-2 p-4">
      <legend className="sr-only">{words.private.title}</legend>
      <CheckField label={words.private.alone} hint={words.private.aloneHint} checked={alone} onChange={choose} />
      {alone && (
        <div className="line-in grid gap-4 sm:grid-cols-2">
          <TextField label={words.private.buyer} hint={words.private.buyerHint} required pattern="org_[0-9A-Z]{26}" placeholder="org_…" className="mono !text-[14px]" autoComplete="off" value={given.buyer} fault={faults.buyer_organization_id} onChange={(event) => set({ buyer: event.target.value })} />
          <TextField label={words.private.until} hint={words.private.untilHint} type="date" min={today()} value={given.until} fault={faults.expires_at} onChange={(event) => set({ until: event.target.value })} />
        </div>
      )}
    </fieldset>
  );
}
