import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { changePreviewQuery, useChangeSubscription, type Subscription } from "@/api/billing";
import { productQuery } from "@/api/buying";
import { isProblem } from "@/api/problem";
import { PlanList } from "@/components/buying/plan-list";
import { countable } from "@/components/buying/plan-words";
import { Quantity } from "@/components/buying/quantity";
import { billing } from "@/strings/billing";
import { wordsFor } from "@/strings/common";
import { Button } from "@/ui/button";
import { DialogFoot } from "@/ui/dialog";
import { Failed, Skeletons } from "@/ui/states";
import { say, sayProblem } from "@/ui/toast";
import { prorationWords } from "./subscription-words";

const words = billing.plans;

/** Another plan or number of seats, with what it comes to before it is made. */
export function ChangeDialog({ subscription: one, onDone }: { subscription: Subscription; onDone: () => void }) {
  const { data: product, error, refetch } = useQuery(productQuery(one.product_id));
  const [priceId, setPriceId] = useState(one.price_id);
  const [quantity, setQuantity] = useState(one.quantity);
  const same = priceId === one.price_id && quantity === one.quantity;
  const preview = useQuery({ ...changePreviewQuery(one.id, { price_id: priceId, quantity }), enabled: !same });
  const change = useChangeSubscription(one.id);
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!product) return <Skeletons count={2} className="grid gap-3 sm:grid-cols-2" each="h-40" />;
  const mine = product.prices.find((plan) => plan.id === one.price_id);
  const fitting = product.prices.filter((plan) => plan.type === "recurring" && plan.currency === one.amount.currency);
  const plan = fitting.find((found) => found.id === priceId) ?? mine;
  const interval = plan?.interval ?? one.interval;
  const refusal = isProblem(preview.error) ? wordsFor(preview.error.code, preview.error.detail).detail : null;
  return (
    <div className="grid gap-5">
      <PlanList products={[{ ...product, description: "", trial: null, prices: fitting }]} chosen={priceId} onChoose={(next) => setPriceId(next.id)} byUse={null} />
      {plan && countable(plan) && <Quantity plan={plan} value={quantity} onChange={setQuantity} />}
      <p role="status" className="min-h-[62px] rounded-[16px_16px_16px_6px] bg-surface-2 px-4 py-3 text-[14.5px] text-ink-2">
        {same ? words.proration.same : preview.data ? prorationWords(preview.data, interval, one.current_period_end) : refusal}
      </p>
      <DialogFoot><Button look="primary" disabled={same || !preview.data} busy={change.isPending} onClick={() => change.mutate({ price_id: priceId, quantity }, { onSuccess: () => { say(words.done); onDone(); }, onError: sayProblem })}>{words.confirm}</Button></DialogFoot>
    </div>
  );
}
