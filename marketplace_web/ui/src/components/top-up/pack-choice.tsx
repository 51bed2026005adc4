import { clsx } from "clsx";
import { useId } from "react";
import type { Pack } from "@/components/buying/packs";
import { credits } from "@/lib/format";
import { perCredit, shortMoney } from "@/lib/money";
import { billing } from "@/strings/billing";
import { buying } from "@/strings/buying";
import { topUp as words } from "@/strings/top-up";

interface Props {
  packs: readonly Pack[];
  chosen: Pack;
  onChoose: (pack: Pack) => void;
}

export function PackChoice({ packs, chosen, onChoose }: Props) {
  const name = useId();
  return (
    <fieldset className="grid grid-cols-[repeat(auto-fit,minmax(176px,1fr))] gap-2">
      <legend className="col-span-full mb-2 text-[13.5px] font-[600] text-ink-2">{words.packs}</legend>
      {packs.map((pack) => {
        const on = pack.plan.id === chosen.plan.id;
        return (
          <label key={pack.plan.id} className={clsx("relative flex min-h-11 cursor-pointer items-center gap-3 rounded-[16px_16px_16px_6px] border px-4 py-2 transition-[border-color,background-color] has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-offset-2 has-[:focus-visible]:outline-[var(--focus)]", on ? "border-brand bg-wash" : "border-line-2 bg-surface hover:border-orchid-400")}>
            <input type="radio" name={name} checked={on} onChange={() => onChoose(pack)} className="sr-only" />
            <span className="min-w-0 flex-1 leading-snug">
              <b className="num block text-[14.5px] font-[620]">{buying.credits(credits(pack.credits))}</b>
              <span className="num block text-[12.5px] text-ink-3">{billing.topUp.each(perCredit(pack.plan.unit_amount, pack.credits, pack.plan.currency))}</span>
            </span>
            <b className="num text-[14.5px] font-[620]">{shortMoney({ amount: pack.plan.unit_amount, currency: pack.plan.currency })}</b>
            <span className={clsx("size-5 shrink-0 rounded-full border", on ? "border-[6px] border-brand bg-white" : "border-line-strong")} aria-hidden />
          </label>
        );
      })}
    </fieldset>
  );
}
