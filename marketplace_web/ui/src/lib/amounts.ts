import { money as shown } from "./money";

/** Money as the hub keeps it: whole minor units of a currency. */
export type Currency = "USD" | "EUR" | "INR";
export const CURRENCIES: readonly Currency[] = ["USD", "EUR", "INR"];
const MINOR = 100;

export const money = (amount: number | string, currency: string): string => shown({ amount: Number(amount), currency });

/** Minor units from what a person typed, or null where that is no amount. */
export function minorUnits(typed: string): number | null {
  const found = /^\s*(\d{1,9})(?:[.,](\d{1,2}))?\s*$/.exec(typed);
  if (!found) return null;
  return Number(found[1]) * MINOR + Number((found[2] ?? "").padEnd(2, "0"));
}

/** As a field holds it: `1999` is `19.99`. */
export const typedAmount = (minor: number): string => (minor / MINOR).toFixed(2);
