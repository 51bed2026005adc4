import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { orderQuery, type OrderDetail } from "@/api/console/money";
import { onceKey, useAct } from "@/api/console/shared";
import { Problem } from "@/api/problem";
import { PageHead, Panel } from "@/components/page-head";
import { sentence, whole } from "@/lib/format";
import { moneyWords } from "@/strings/console-money";
import { IdChip } from "@/ui/copy";
import { TextField } from "@/ui/field";
import { Failed, Skeletons } from "@/ui/states";
import { ActButton } from "../parts/act-button";
import { Back, Facts, State, When } from "../parts/bits";
import { minor, money, typed } from "../parts/money";
import { Rows } from "../parts/rows";

const { order: words, acts, states, processors, orders } = moneyWords;

export default function OrderPage() {
  const { id = "" } = useParams({ strict: false }) as { id?: string };
  const { data: order, error, refetch } = useQuery(orderQuery(id));
  return (
    <>
      <Back to="/console/money">{words.back}</Back>
      {error && <Failed error={error} retry={() => void refetch()} />}
      {!order && !error && <Skeletons count={3} className="grid gap-4" each="h-28" />}
      {order && <Whole order={order} />}
    </>
  );
}

/** What of an order can still be given back: what was paid for it, without what was, or is on its way. */
export function leftOf({ status, totals, refunded, refunds }: Pick<OrderDetail, "status" | "totals" | "refunded" | "refunds">): number {
  if (status !== "paid" && status !== "partially_refunded") return 0;
  const going = refunds.filter((one) => one.status === "pending").reduce((sum, one) => sum + one.amount.amount, 0);
  return Math.min(totals.due.amount, totals.total) - refunded.amount - going;
}

function Whole({ order }: { order: OrderDetail }) {
  const { totals } = order;
  const priced = (amount: number) => money({ amount, currency: totals.currency });
  const left = leftOf(order);
  return (
    <>
      <PageHead
        title={money({ amount: totals.total, currency: totals.currency })}
        lead={<span className="flex flex-wrap items-center gap-2"><State of={order.status} words={states} /><span>{orders.reasons[order.reason] ?? sentence(order.reason)}</span><IdChip id={order.id} /></span>}
        action={<Acts order={order} left={left} />}
      />
      <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_340px]">
        <div className="grid min-w-0 content-start gap-4">
          <Panel title={words.lines}>
            <Rows flat label={words.lines} rows={totals.lines} keyOf={(line) => `${line.price_id}${line.description}`} columns={[
              { head: words.columns.what, cell: (line) => line.description },
              { head: words.columns.quantity, end: true, cell: (line) => <span className="num max-sm:before:content-['×_']">{whole(line.quantity)}</span> },
              { head: words.columns.amount, end: true, beside: true, cell: (line) => <span className="num font-[600]">{priced(line.amount)}</span> },
            ]} />
          </Panel>
          <Panel title={words.payments}>
            {order.payments.length === 0 && <p className="text-[14px] text-ink-3">{words.noPayments}</p>}
            <ul className="grid gap-2">{order.payments.map((one) => <Line key={one.id} what={processors[one.processor] ?? one.processor} more={one.error} amount={money(one.amount)} status={one.status} at={one.created_at} />)}</ul>
          </Panel>
          <Panel title={words.refunds}>
            {order.refunds.length === 0 && <p className="text-[14px] text-ink-3">{words.noRefunds}</p>}
            <ul className="grid gap-2">{order.refunds.map((one) => <Line key={one.id} what={one.reason} amount={money(one.amount)} status={one.status} at={one.created_at} />)}</ul>
          </Panel>
          {order.disputes.length > 0 && <Panel title={words.disputes}><ul className="grid gap-2">{order.disputes.map((one) => <Line key={one.id} what={sentence(one.reason)} amount={money(one.amount)} status={one.status} at={one.opened_at} />)}</ul></Panel>}
        </div>
        <Panel>
          <Facts
            rows={[
              [words.buyer, <Link key="b" className="link" to={`/console/organizations/${order.organization_id}`}>{order.organization_name || order.organization_id}</Link>],
              [words.ordered, <When key="o" iso={order.created_at} />],
              [words.paidAt, <When key="p" iso={order.paid_at} />],
              ...(order.purchase_order ? ([[words.purchaseOrder, order.purchase_order]] as const) : []),
              [words.subtotal, priced(totals.subtotal)],
              [words.discount, priced(totals.discount)],
              [words.tax, priced(totals.tax)],
              [words.balance, priced(totals.balance_applied)],
              [words.due, money(totals.due)],
              [words.refunded, money(order.refunded)],
              [words.left, priced(left)],
            ]}
          />
        </Panel>
      </div>
    </>
  );
}

function Line({ what, more, amount, status, at }: { what: string; more?: string | null; amount: string; status: string; at: string }) {
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 text-[14px]">
      <span className="min-w-0 flex-1 basis-[160px] break-words">{what}{more && <span className="block text-[13px] text-ember-text">{more}</span>}</span>
      <State of={status} words={states} /><b className="num font-[600]">{amount}</b><When iso={at} />
    </li>
  );
}

function Acts({ order, left }: { order: OrderDetail; left: number }) {
  const refund = useAct("POST /v1/admin/refunds");
  const paid = useAct("POST /v1/admin/orders/{order_id}/paid");
  const [key, setKey] = useState(onceKey);
  const give = async (reason: string, given: FormData) => {
    const amount = minor(String(given.get("amount") ?? ""), left);
    if (amount === null) throw new Problem(422, "invalid_input", acts.refund.tooMuch, null, {});
    await refund.mutateAsync({ headers: key, body: { order_id: order.id, amount: amount === left ? null : amount, reason } });
    setKey(onceKey());
  };
  const arrived = async (reason: string, given: FormData) => {
    await paid.mutateAsync({ headers: key, path: { order_id: order.id }, body: { reference: String(given.get("reference")).trim(), reason } });
    setKey(onceKey());
  };
  const byHand = order.status === "pending" && order.payments.every((one) => one.processor === "manual" || one.status === "failed");
  return (
    <>
      {byHand && <ActButton words={acts.paid} title={acts.paid.title} look="primary" act={arrived}><TextField label={acts.paid.reference} name="reference" required maxLength={60} autoFocus /></ActButton>}
      {left > 0 && <ActButton words={acts.refund} title={acts.refund.title(order.organization_name)} act={give}><TextField label={acts.refund.amount} name="amount" inputMode="decimal" required defaultValue={typed(left)} hint={acts.refund.amountHint(money({ amount: left, currency: order.totals.currency }))} autoFocus /></ActButton>}
    </>
  );
}
