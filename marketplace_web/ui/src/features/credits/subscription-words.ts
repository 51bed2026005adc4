import type { ChangePreview, Subscription } from "@/api/billing";
import { onDate } from "@/lib/format";
import { money } from "@/lib/money";
import { billing } from "@/strings/billing";
import { buying } from "@/strings/buying";

const words = billing.plans;
const DAY = 86_400_000;

export const ENDED: readonly Subscription["status"][] = ["canceled", "incomplete_expired"];

/** `$20.00 a month`, for all its seats. */
export const costOf = ({ amount, interval }: Pick<Subscription, "amount" | "interval">): string => (amount.amount === 0 ? buying.free : interval === "month" ? buying.aMonth(money(amount)) : buying.aYear(money(amount)));

/** Days that have begun until then; zero on the last one. */
export const daysLeft = (until: string, now: number): number => Math.max(0, Math.ceil((new Date(until).getTime() - now) / DAY));

/** What happens next to a subscription, in whole sentences. */
export function nextOf(one: Subscription, now: number): string[] {
  if (one.status === "trialing") {
    const end = one.trial_end ?? one.current_period_end;
    return [words.trialLeft(daysLeft(end, now), onDate(end)), one.converts && !one.cancel_at_period_end ? words.thenPaid(costOf(one)) : words.thenFree];
  }
  if (one.status === "paused") return [words.pausedLead];
  if (one.status === "past_due") return [words.lateLead];
  if (one.status === "unpaid") return [words.unpaidLead];
  if (one.status !== "active") return [];
  return [one.cancel_at_period_end ? words.endsOn(onDate(one.current_period_end)) : words.renews(onDate(one.current_period_end))];
}

/** What a change would come to, before it is made: at once, or from the end of the period. */
export function prorationWords({ due_now, next_amount, effective_at }: ChangePreview, interval: Subscription["interval"], periodEnd: string): string {
  const said = words.proration;
  const next = costOf({ amount: next_amount, interval });
  if (new Date(effective_at) >= new Date(periodEnd)) return said.later(onDate(effective_at), next);
  return due_now.amount > 0 ? said.now(money(due_now), next) : said.nothing(next);
}
