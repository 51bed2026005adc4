import { useEffect } from "react";
import { forgetKeys, type Checkout, type Order } from "@/api/buying";
import { BackToWork } from "@/components/top-up/back-to-work";
import { sentence } from "@/lib/format";
import { checkout as words } from "@/strings/checkout";
import { ButtonLink } from "@/ui/button";
import { StateCard } from "./state-card";
import { Lines } from "./summary";

const said = words.failed;

/** What is known of why; a processor's own codes are shown as words where we have none better. */
function reasonOf(order: Order | undefined): string | null {
  const error = order?.payments.at(-1)?.error;
  if (!error) return null;
  return said.reasons[error] ?? `${sentence(error)}.`;
}

export function FailedPayment({ checkout, order }: { checkout: Checkout; order: Order | undefined }) {
  // What failed is over: the same cart, ordered once more, is another purchase.
  useEffect(forgetKeys, [checkout.id]);
  const line = checkout.totals.lines[0];
  const again = order?.status === "pending";
  const over = !again && checkout.status === "expired";
  const reason = over ? null : reasonOf(order);
  return (
    <StateCard seed={line?.product_id ?? checkout.order_id} title={over ? said.expiredTitle : said.title} lead={<>{reason && <b className="block font-[600] text-ink">{reason}</b>}{over ? said.expired : said.lead}</>}>
      <Lines totals={checkout.totals} />
      <div className="mt-6 flex flex-wrap gap-2.5">
        {again && <ButtonLink to="/app/checkout" search={{ order: checkout.order_id }} look="primary" size="lg">{said.again}</ButtonLink>}
        {!again && line?.product_id && <ButtonLink to="/app/checkout" search={{ product: line.product_id, price: line.price_id }} look="primary" size="lg">{said.begin}</ButtonLink>}
        <ButtonLink to="/app/credits" size="lg">{words.paid.billing}</ButtonLink>
        <BackToWork />
      </div>
    </StateCard>
  );
}
