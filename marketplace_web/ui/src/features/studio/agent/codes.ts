/** A promotion code, as it is typed, as the hub takes it, and as it is told. */
import type { Code, CodeBody } from "@/api/codes";
import { minorUnits, money, type Currency } from "@/lib/amounts";
import { endOf } from "@/lib/day";
import { listed, onDate, whole } from "@/lib/format";
import { codeWords as words } from "@/strings/studio-codes";

export interface GivenCode {
  code: string;
  kind: "percent" | "amount";
  off: string;
  currency: Currency;
  duration: "once" | "repeating" | "forever";
  months: string;
  /** One product's ID; empty for all of them. */
  product: string;
  most: string;
  each: string;
  until: string;
}

export const emptyCode: GivenCode = { code: "", kind: "percent", off: "", currency: "USD", duration: "once", months: "3", product: "", most: "", each: "1", until: "" };

type Faults = Partial<Record<"off" | "months" | "most" | "each", string>>;

/** A whole number from 1; null where nothing was typed, undefined where it is none. */
function countOf(typed: string): number | null | undefined {
  if (!typed.trim()) return null;
  return /^\s*[1-9]\d{0,6}\s*$/.test(typed) ? Number(typed) : undefined;
}

function percentOf(typed: string): string | null {
  const found = /^\s*(\d{1,3}(?:[.,]\d{1,2})?)\s*%?\s*$/.exec(typed)?.[1]?.replace(",", ".");
  return found && Number(found) > 0 && Number(found) <= 100 ? found : null;
}

/** What the hub is told, or what is wrong with what was typed. */
export function codeOf(given: GivenCode): { body: CodeBody | null; faults: Faults } {
  const percent = given.kind === "percent" ? percentOf(given.off) : null;
  const amount = given.kind === "amount" ? minorUnits(given.off) : null;
  const months = given.duration === "repeating" ? countOf(given.months) : null;
  const [most, each] = [countOf(given.most), countOf(given.each)];
  const faults: Faults = {
    ...(given.kind === "percent" && percent === null && { off: words.percentFault }),
    ...(given.kind === "amount" && !amount && { off: words.amountFault }),
    ...(given.duration === "repeating" && !months && { months: words.countFault }),
    ...(most === undefined && { most: words.countFault }),
    ...(each === undefined && { each: words.countFault }),
  };
  if (Object.keys(faults).length > 0) return { body: null, faults };
  return {
    faults,
    body: {
      code: given.code.trim(), percent_off: percent, amount_off: amount ? { amount, currency: given.currency } : null, duration: given.duration, months: months ?? null,
      product_ids: given.product ? [given.product] : [], max_redemptions: most ?? null, max_per_buyer: each ?? null, expires_at: endOf(given.until),
    },
  };
}

export const worksFor = (code: Code, productIds: readonly string[]): boolean => code.product_ids.length === 0 || code.product_ids.some((id) => productIds.includes(id));

export const isOver = (code: Code, now = Date.now()): boolean => code.status === "archived" || (code.expires_at !== null && Date.parse(code.expires_at) <= now);

/** `20% off the first payment`. */
export function offOf({ percent_off, amount_off, duration, months }: Code): string {
  const off = words.off(amount_off ? money(amount_off.amount, amount_off.currency) : `${Number(percent_off)}%`);
  return `${off} ${duration === "repeating" ? words.forMonths(months ?? 1) : words.offs[duration]}`;
}

/** How often it was used, how often it may be, and until when. */
export function limitsOf(code: Code): string {
  const { redeemed, max_redemptions, max_per_buyer, expires_at } = code;
  const end = expires_at === null ? (code.status === "archived" ? words.ended : null) : (isOver(code) ? words.over : words.ends)(onDate(expires_at));
  return listed([words.used(whole(redeemed), max_redemptions === null ? null : whole(max_redemptions)), max_per_buyer === null ? null : words.perBuyer(max_per_buyer), end]);
}
