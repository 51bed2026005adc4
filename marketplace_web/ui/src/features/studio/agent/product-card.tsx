import { useState, type FormEvent } from "react";
import { usePricing, type Product } from "@/api/making";
import { isProblem } from "@/api/problem";
import { PausingButton } from "@/components/pausing-button";
import { minorUnits, money, typedAmount } from "@/lib/amounts";
import { dayOf, endOf, today } from "@/lib/day";
import { listed, onDate, onDay, whole } from "@/lib/format";
import { own } from "@/strings/studio-agent";
import { Button } from "@/ui/button";
import { Dialog, DialogFoot } from "@/ui/dialog";
import { TextField } from "@/ui/field";
import { say, sayProblem } from "@/ui/toast";

const words = own.pricing;
type Price = Product["prices"][number];

export function ProductCard({ agentId, product }: { agentId: string; product: Product }) {
  const [pricing, setPricing] = useState<Price | null>(null);
  const [ending, setEnding] = useState(false);
  const [dating, setDating] = useState(false);
  const { archive } = usePricing(agentId);
  const gone = product.status === "archived";
  return (
    <li className={`rounded-[18px_18px_18px_6px] bg-surface-2 p-4 ${gone ? "opacity-75" : ""}`}>
      <p className="flex flex-wrap items-baseline gap-x-3"><b className="text-[15.5px] font-[650]">{product.name}</b>{product.private && <span className="chip !h-6 !border-transparent !bg-iris-wash !text-iris-text">{words.private.chip}</span>}{product.trial && <span className="chip !h-6">{words.trialDays(product.trial.days)}</span>}{gone && <span className="text-[13px] text-ink-3">{words.ended}</span>}</p>
      <ul className="mt-2 grid gap-2">
        {product.prices.map((price) => (
          <li key={price.id} className="flex flex-wrap items-baseline gap-x-3 gap-y-1 text-[14.5px]">
            <b className="num display text-[20px]">{money(price.unit_amount, price.currency)}</b>
            <span className="text-ink-2">{listed([price.type === "recurring" ? words.each[price.interval ?? "month"] : words.once, price.per_seat ? words.seat : null, price.allowance_runs ? words.covers(whole(price.allowance_runs)) : null])}</span>
            <span className="text-[13px] text-ink-3">{words.since(onDay(price.effective_from))}</span>
            {!gone && <Button size="sm" look="quiet" className="ms-auto" onClick={() => setPricing(price)}>{words.reprice}</Button>}
          </li>
        ))}
      </ul>
      {product.private && !gone && <p className="mt-2 text-[13.5px] text-ink-2">{endOfOffer(product.expires_at)}</p>}
      {!gone && (
        <p className="-ms-3 mt-2 flex flex-wrap gap-1">
          <Button size="sm" look="quiet" onClick={() => setEnding(true)}>{words.archive}</Button>
          {product.private && <Button size="sm" look="quiet" onClick={() => setDating(true)}>{words.private.change}</Button>}
        </p>
      )}
      {dating && <Until agentId={agentId} product={product} onDone={() => setDating(false)} />}
      <Dialog open={ending} onOpenChange={setEnding} title={words.archiveTitle} description={words.archiveLead}>
        <DialogFoot><Button look="danger" busy={archive.isPending} onClick={() => archive.mutate(product.id, { onSuccess: () => { setEnding(false); say(words.archived); }, onError: sayProblem })}>{words.archive}</Button></DialogFoot>
      </Dialog>
      {pricing && <Reprice agentId={agentId} product={product} price={pricing} onDone={() => setPricing(null)} />}
    </li>
  );
}

const endOfOffer = (end: string | null): string => {
  if (end === null) return words.private.forever;
  return Date.parse(end) > Date.now() ? words.private.open(onDate(end)) : words.private.over(onDate(end));
};

/** Until when the customer may buy it. */
function Until({ agentId, product, onDone }: { agentId: string; product: Product; onDone: () => void }) {
  const { until } = usePricing(agentId);
  const [day, setDay] = useState(dayOf(product.expires_at));
  const faults = isProblem(until.error) ? until.error.faults : {};
  const submit = (event: FormEvent) => {
    event.preventDefault();
    until.mutate({ product: product.id, expires_at: endOf(day) }, { onSuccess: () => { say(words.private.changed); onDone(); }, onError: (error) => !(isProblem(error) && error.status === 422) && sayProblem(error) });
  };
  return (
    <Dialog open onOpenChange={(open) => !open && onDone()} title={words.private.changeTitle} description={words.private.changeLead}>
      <form onSubmit={submit} className="grid gap-4">
        <TextField label={words.private.until} hint={words.private.untilHint} type="date" min={today()} value={day} fault={faults.expires_at} onChange={(event) => setDay(event.target.value)} />
        <DialogFoot><PausingButton type="submit" look="primary" busy={until.isPending}>{words.private.save}</PausingButton></DialogFoot>
      </form>
    </Dialog>
  );
}

/** A price is never changed: the new one takes the place of the old one. */
function Reprice({ agentId, product, price, onDone }: { agentId: string; product: Product; price: Price; onDone: () => void }) {
  const { reprice } = usePricing(agentId);
  const [typed, setTyped] = useState(typedAmount(price.unit_amount));
  const [tried, setTried] = useState(false);
  const amount = minorUnits(typed);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (amount === null) return;
    const { type, currency, interval, scheme, tiers, per_seat, tax_behavior, credits, allowance_runs } = price;
    reprice.mutate(
      { product: product.id, body: { type, currency, interval, scheme, tiers, per_seat, tax_behavior, credits, allowance_runs, unit_amount: amount, replaces: price.id } },
      { onSuccess: () => { say(words.repriced); onDone(); }, onError: sayProblem },
    );
  };
  return (
    <Dialog open onOpenChange={(open) => !open && onDone()} title={words.repriceTitle} description={words.repriceLead}>
      <form onSubmit={submit} className="grid gap-4">
        <TextField label={`${words.amount}, ${price.currency}`} inputMode="decimal" value={typed} fault={tried && amount === null ? words.amountFault : undefined} onChange={(event) => setTyped(event.target.value)} />
        <DialogFoot><PausingButton type="submit" look="primary" busy={reprice.isPending}>{words.reprice}</PausingButton></DialogFoot>
      </form>
    </Dialog>
  );
}
