import { CalendarClock } from "lucide-react";
import { trialWords } from "@/components/buying/plan-words";
import { checkout as words } from "@/strings/checkout";
import { CheckField } from "@/ui/check";
import { canTry, type CartState } from "./use-cart";

/** Whether to begin with the trial, and what happens at its end: before anything is ordered. */
export function TrialChoice({ cart }: { cart: CartState }) {
  const { picked, tries, trial, setTrial, converts, setConverts, quantity } = cart;
  if (!picked?.product.trial || !canTry(picked.product, picked.plan)) return null;
  const needed = picked.product.trial.needs_payment_method;
  return (
    <div className="mt-5 border-t pt-5">
      <CheckField checked={trial} onChange={setTrial} label={words.trial} hint={needed ? words.trialNeeds : undefined} />
      {tries && (
        <div className="line-in mt-3 grid gap-3 rounded-[16px_16px_16px_6px] bg-[var(--fern-wash)] p-4">
          <CheckField checked={converts} onChange={setConverts} label={words.trialConverts} hint={converts ? undefined : words.trialConvertsHint} />
          <p className="flex gap-2.5 text-[14.5px] text-fern-text"><CalendarClock size={18} className="mt-0.5 shrink-0" /><span>{trialWords(picked.product.trial, picked.plan, { converts, quantity }).slice(0, 3).join(" ")}</span></p>
        </div>
      )}
    </div>
  );
}
