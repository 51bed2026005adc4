export { money } from "@/lib/money";

/** What somebody typed, in minor units; null where it is no amount, or not one that can be given back. */
export function minor(text: string, most: number): number | null {
  const found = /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(text.trim().replace(",", "."));
  if (!found) return null;
  const value = Number(found[1]) * 100 + Number((found[2] ?? "").padEnd(2, "0"));
  return value >= 1 && value <= most ? value : null;
}

export const typed = (amount: number): string => (amount / 100).toFixed(2);
