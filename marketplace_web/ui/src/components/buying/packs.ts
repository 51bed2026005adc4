/** Packs of credits, as they are chosen from. */
import type { Plan, Product } from "@/api/products";

export interface Pack {
  product: Product;
  plan: Plan;
  credits: string;
}

/** Packs that are for sale, the smallest first. */
export const packsOf = (products: readonly Product[]): Pack[] =>
  products
    .flatMap((product) => product.prices.flatMap((plan) => (plan.credits === null ? [] : [{ product, plan, credits: plan.credits }])))
    .toSorted((a, b) => a.plan.currency.localeCompare(b.plan.currency) || a.plan.unit_amount - b.plan.unit_amount);

/** How much less a credit costs than in the dearest pack of the same currency, in whole percents. */
export function lessThanDearest(pack: Pack, packs: readonly Pack[]): number {
  const each = (one: Pack) => one.plan.unit_amount / Number(one.credits);
  const dearest = Math.max(...packs.filter((one) => one.plan.currency === pack.plan.currency).map(each));
  return Math.round((1 - each(pack) / dearest) * 100);
}

const FEW = 3;

/** Whether another one gives as much for as little. */
const isBeaten = (pack: Pack, at: number, packs: readonly Pack[]): boolean =>
  packs.some((one, i) => i !== at && one.plan.unit_amount <= pack.plan.unit_amount && Number(one.credits) >= Number(pack.credits) && (i < at || one.plan.unit_amount < pack.plan.unit_amount || Number(one.credits) > Number(pack.credits)));

/**
 * A few of each currency: the smallest that make up for what is missing, or the largest where none
 * does.
 */
export function fewFor(missing: number, packs: readonly Pack[]): Pack[] {
  const currencies = [...new Set(packs.map((one) => one.plan.currency))];
  return currencies.flatMap((currency) => {
    const all = packs.filter((one) => one.plan.currency === currency).filter((one, i, same) => !isBeaten(one, i, same));
    const enough = all.filter((one) => Number(one.credits) >= missing);
    return enough.length > 0 ? enough.slice(0, FEW) : all.slice(-1);
  });
}
