import type { Price } from "@/api/catalog";
import { credits } from "@/lib/format";
import { agents } from "@/strings/agents";

const words = agents.price;

/** A price in one line, as it is on every display of an agent. */
export function priceLine(price: Price | null): string {
  if (!price) return words.none;
  const amount = credits(price.credits);
  switch (price.model) {
    case "free":
      return words.free;
    case "per_token":
      return words.per_token(amount);
    case "per_second":
      return words.per_second(amount);
    case "per_event":
      return words.per_event(amount);
    default:
      return words.per_call(amount);
  }
}

export const isFree = (price: Price | null): boolean => price?.model === "free";
