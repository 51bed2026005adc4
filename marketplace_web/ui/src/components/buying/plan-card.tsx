import { clsx } from "clsx";
import { Check } from "lucide-react";
import type { Plan } from "@/api/buying";
import { buying as words } from "@/strings/buying";
import { figureOf, givenBy, isFreePlan, planName, tierLines } from "./plan-words";

interface Props {
  plan: Plan;
  name: string;
  chosen: boolean;
  onChoose: () => void;
  /** What a run costs by itself, for what an allowance does not cover. */
  byUse: string | null;
  saves?: number | null;
  trialDays?: number;
}

/** One plan as a choice among several: the whole card is the radio button. */
export function PlanCard({ plan, name, chosen, onChoose, byUse, saves, trialDays = 0 }: Props) {
  const { figure, beside } = figureOf(plan);
  const tiers = tierLines(plan);
  return (
    <label className={clsx("relative flex cursor-pointer flex-col rounded-[20px_20px_20px_7px] border p-4 transition-[border-color,background-color,box-shadow] has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-offset-2 has-[:focus-visible]:outline-[var(--focus)]", chosen ? "border-brand bg-wash" : "border-line-2 bg-surface hover:border-orchid-400")}>
      <input type="radio" name={name} value={plan.id} checked={chosen} onChange={onChoose} className="sr-only" />
      <span className="flex items-center gap-2 text-[14px] font-[600] text-ink-2">
        <span>{planName(plan)}</span>
        {saves && <span className="chip !h-6 !border-0 !bg-fern-wash !text-fern-text">{words.saves(saves)}</span>}
        <span className={clsx("ms-auto grid size-5 shrink-0 place-items-center rounded-full border", chosen ? "border-brand bg-brand text-on-brand" : "border-line-strong")} aria-hidden>{chosen && <Check size={13} strokeWidth={3} className="pop" />}</span>
      </span>
      <span className="mt-2 flex flex-wrap items-baseline gap-x-1.5">
        <span className="display num text-[28px]">{figure}</span>
        <span className="text-[13.5px] text-ink-3">{beside}</span>
      </span>
      <ul className="mt-2.5 grid gap-1 text-[13.5px] text-ink-2">
        {[...(trialDays > 0 && plan.type === "recurring" && !isFreePlan(plan) ? [words.trialFirst(trialDays)] : []), ...givenBy(plan, byUse)].map((line) => <li key={line} className="flex items-start gap-2"><Check size={14} strokeWidth={2.6} className="mt-[3px] shrink-0 text-brand-text" />{line}</li>)}
      </ul>
      {tiers.length > 0 && (
        <>
          <span className="mt-3 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 border-t pt-3 text-[13px]">
            {tiers.map(({ count, price }) => <span key={count} className="contents"><span className="num text-ink-3">{count}</span><span className="num text-end font-[550]">{price}</span></span>)}
          </span>
          <span className="mt-2 text-[12.5px] text-ink-3">{plan.scheme === "volume" ? words.volume : words.graduated}</span>
        </>
      )}
    </label>
  );
}
