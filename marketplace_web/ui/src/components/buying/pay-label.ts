import type { ProcessorName } from "@/api/buying";
import { money, type Money } from "@/lib/money";
import { checkout as words } from "@/strings/checkout";

/** What the button of an order says: what it comes to, as the hub reckons it. */
export function payLabel(due: Money | undefined, processor: ProcessorName | undefined): string {
  if (!due || due.amount === 0) return words.take;
  return processor === "manual" ? words.order(money(due)) : words.pay(money(due));
}
