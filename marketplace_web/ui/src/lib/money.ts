import { inCurrency } from "./locale";

/** Money as the hub counts it: whole minor units (cents, paise) of a currency. */
export interface Money {
  amount: number;
  currency: string;
}

export interface Tier {
  up_to: number | null;
  unit_amount?: number;
  flat_amount?: number;
}

/** What a price costs for so many, by its own rules. */
export interface Terms {
  scheme: "flat" | "graduated" | "volume";
  unit_amount: number;
  tiers: readonly Tier[];
}

const MINOR = 100;

/** `$19.99`; `−€4.00`, with a minus sign that lines up. */
export function money({ amount, currency }: Money): string {
  return inCurrency(currency).format(amount / MINOR).replace("-", "−");
}

/** The same where every cent is zero without them: `$20`, for prices in a sentence. */
export function shortMoney({ amount, currency }: Money): string {
  return inCurrency(currency, amount % MINOR === 0 ? 0 : 2).format(amount / MINOR).replace("-", "−");
}

const BY_COMMA = /^\d+(?:\.\d{3})*,\d{1,2}$/;

/** Minor units of what a person typed, as `12`, `12.5`, `12,5` or `1,200.00`; null for what is no amount. */
export function minorUnits(typed: string): number | null {
  const text = typed.trim();
  const plain = BY_COMMA.test(text) ? text.replaceAll(".", "").replace(",", ".") : text.replaceAll(",", "");
  if (!/^\d{1,9}(\.\d{1,2})?$/.test(plain)) return null;
  const [whole = "0", cents = ""] = plain.split(".");
  return Number(whole) * MINOR + Number(cents.padEnd(2, "0"));
}

/** The hub prices an order itself; this is for showing what a choice would come to. */
export function costOf({ scheme, unit_amount, tiers }: Terms, quantity: number): number {
  if (scheme === "flat") return unit_amount * quantity;
  if (scheme === "volume") {
    const tier = tiers.find((one) => one.up_to === null || quantity <= one.up_to);
    return tier ? (tier.unit_amount ?? 0) * quantity + (tier.flat_amount ?? 0) : 0;
  }
  let total = 0;
  let below = 0;
  for (const { up_to, unit_amount: unit = 0, flat_amount = 0 } of tiers) {
    const inside = (up_to === null ? quantity : Math.min(quantity, up_to)) - below;
    if (inside > 0) total += inside * unit + flat_amount;
    below = up_to ?? below;
  }
  return total;
}

/** What a year costs less than twelve months of the other price, in whole percents; null if not. */
export function savedByYear(monthly: number, yearly: number): number | null {
  if (monthly <= 0 || yearly >= monthly * 12) return null;
  return Math.round((1 - yearly / (monthly * 12)) * 100) || null;
}

/** Credits for one unit of money: `1,000 credits for $10` is 1 cent each. */
export function perCredit(amount: number, creditsOf: string, currency: string): string {
  const each = amount / MINOR / Number(creditsOf);
  return inCurrency(currency, 2, 4).format(each);
}
