import type { Budget } from "@/api/organization";

/** Parts of a hundred that are spent and set aside, and what is left, never below nothing. */
export function sharesOf(budget: Pick<Budget, "amount" | "used" | "held">): { used: number; held: number; left: number } {
  const [amount, used, held] = [Number(budget.amount), Number(budget.used), Number(budget.held)];
  if (amount <= 0) return { used: 100, held: 0, left: 0 };
  const spent = Math.min(100, (used / amount) * 100);
  return { used: spent, held: Math.min(100 - spent, (held / amount) * 100), left: Math.max(0, amount - used - held) };
}

/** How close it is: for the color of the bar, which the words beside it say too. */
export function toneOf({ used, held }: { used: number; held: number }): "fern" | "pollen" | "ember" {
  const all = used + held;
  if (all >= 99.95) return "ember";
  return all >= 80 ? "pollen" : "fern";
}
