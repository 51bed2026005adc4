import type { Plan, Product } from "@/api/buying";
import { onDate, whole } from "@/lib/format";
import { costOf, shortMoney } from "@/lib/money";
import { buying as words } from "@/strings/buying";

const DAY = 86_400_000;

/** A recurring price of nothing with so many runs: freemium. */
export const isFreePlan = (plan: Plan): boolean => plan.type === "recurring" && costOf(plan, 1) === 0;

const RANK = { month: 1, year: 2, once: 3 };

/** The plans of a product as people compare them: free, by the month, by the year, once; cheap first. */
export const plansOf = (product: Product): Plan[] =>
  product.prices.toSorted((a, b) => rank(a) - rank(b) || a.currency.localeCompare(b.currency) * -1 || costOf(a, 1) - costOf(b, 1));

const rank = (plan: Plan): number => (isFreePlan(plan) ? 0 : RANK[plan.interval ?? "once"]);

export function planName(plan: Plan): string {
  if (plan.credits !== null) return words.kinds.pack;
  if (isFreePlan(plan)) return words.kinds.free;
  return words.kinds[plan.interval ?? "once"];
}

/** How many of it matter: seats, or units of a price in steps. */
export const countable = (plan: Plan): boolean => plan.per_seat || plan.scheme !== "flat" || plan.credits !== null;

function every(plan: Plan, price: string): string {
  if (plan.interval === "month") return words.aMonth(price);
  return plan.interval === "year" ? words.aYear(price) : price;
}

/** `$20 a month`, of so many: as it stands in a sentence. */
export function priceOf(plan: Plan, quantity = 1): string {
  if (isFreePlan(plan)) return words.free;
  return every(plan, shortMoney({ amount: costOf(plan, quantity), currency: plan.currency }));
}

/** The large figure on a plan, and the words beside it. */
export function figureOf(plan: Plan): { figure: string; beside: string } {
  const cost = shortMoney({ amount: costOf(plan, 1), currency: plan.currency });
  const stepped = plan.scheme !== "flat";
  const figure = isFreePlan(plan) ? words.free : stepped ? words.fromPrice(cost) : cost;
  const beside = [plan.per_seat && words.seat, plan.interval && words.per[plan.interval]].filter(Boolean).join(" ");
  return { figure, beside };
}

/** One line for each step of a price in tiers. */
export function tierLines(plan: Plan): { count: string; price: string }[] {
  let from = 1;
  return plan.tiers.map(({ up_to, unit_amount = 0, flat_amount = 0 }) => {
    const count = up_to === null ? words.tierOn(from) : words.tierUp(from, up_to);
    const unit = shortMoney({ amount: unit_amount, currency: plan.currency });
    const price = flat_amount ? words.tierPlus(unit, shortMoney({ amount: flat_amount, currency: plan.currency })) : words.tierEach(unit);
    from = (up_to ?? from) + 1;
    return { count, price };
  });
}

/** What one gets; `byUse` is the price of a run beyond an allowance, where there is one. */
export function givenBy(plan: Plan, byUse: string | null): string[] {
  if (plan.credits !== null) return [];
  if (plan.allowance_runs === null) return [words.unlimited];
  const runs = words.allowance(whole(plan.allowance_runs), words.per[plan.interval ?? "once"]);
  return [runs, byUse ? words.beyond(byUse) : words.noBeyond];
}

/** What happens at the end of a trial that begins now, in whole sentences with the date. */
export function trialWords(trial: NonNullable<Product["trial"]>, plan: Plan, { converts, quantity = 1, now = Date.now() }: { converts: boolean; quantity?: number; now?: number }): string[] {
  const until = words.trialUntil(onDate(new Date(now + trial.days * DAY).toISOString()));
  const then = converts ? words.trialGoesOn(priceOf(plan, quantity)) : words.trialEnds;
  return [until, then, ...(trial.credits ? [words.trialCredits(trial.credits)] : []), ...(trial.needs_payment_method ? [words.trialMethod] : [])];
}
