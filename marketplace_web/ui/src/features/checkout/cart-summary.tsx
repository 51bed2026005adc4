import { LockKeyhole } from "lucide-react";
import type { ReactNode } from "react";
import { payLabel } from "@/components/buying/pay-label";
import { priceOf, trialWords } from "@/components/buying/plan-words";
import { onDate } from "@/lib/format";
import { money } from "@/lib/money";
import { checkout as words } from "@/strings/checkout";
import { Button } from "@/ui/button";
import { Failed, Skeletons } from "@/ui/states";
import { nextAfter } from "./periods";
import { Lines, SummaryCard } from "./summary";
import type { CartState } from "./use-cart";

interface Props {
  cart: CartState;
  busy: boolean;
  onSubmit: () => void;
  children?: ReactNode;
}

/** What it comes to as the hub reckons it, what follows later, and the button. */
export function CartSummary({ cart, busy, onSubmit, children }: Props) {
  const { picked, preview, tries, converts, quantity, way } = cart;
  if (!picked) return null;
  const { plan, product } = picked;
  const totals = preview.data;
  return (
    <SummaryCard>
      {tries && product.trial ? (
        <>
          <p className="flex items-baseline justify-between gap-4"><span className="text-[15px] font-[650]">{words.dueNow}</span><span className="display num text-[28px]">{money({ amount: 0, currency: plan.currency })}</span></p>
          <p className="mt-2 text-[14px] text-ink-2">{trialWords(product.trial, plan, { converts, quantity }).slice(0, 2).join(" ")}</p>
        </>
      ) : preview.error ? (
        <Failed error={preview.error} retry={() => void preview.refetch()} />
      ) : totals ? (
        <Lines totals={totals} stale={preview.isPlaceholderData} />
      ) : (
        <Skeletons count={4} className="grid gap-3" each="h-6" />
      )}
      {children}
      {!tries && plan.interval && totals && <p className="mt-4 text-[13.5px] text-ink-2">{words.afterwards(priceOf(plan, quantity), onDate(nextAfter(plan.interval).toISOString()))}</p>}
      <Button look="primary" size="lg" className="mt-5 w-full" busy={busy} disabled={!way || (!tries && (!totals || preview.isPlaceholderData || preview.isError))} onClick={onSubmit}>{tries ? words.startTrial : payLabel(totals?.due, way?.processor.name)}</Button>
      <p className="mt-3 flex items-start gap-2 text-[13px] text-ink-3"><LockKeyhole size={14} className="mt-0.5 shrink-0" />{way && !way.method && (way.processor.name === "stripe" || way.processor.name === "paypal") && (!tries || cart.needsMethod) ? words.redirect(way.processor.name === "stripe" ? "Stripe" : "PayPal") : words.secure}</p>
    </SummaryCard>
  );
}
