import type { ListingCard } from "@/api/catalog";

export interface Suggested {
  listing: ListingCard;
  /** Why it is shown: what others did, or which of one's own agents it is close to. */
  because: "alike" | "similar";
}

/** The first that is neither enabled nor dismissed: what others did tells more than what texts have in common. */
export function suggestionOf(alike: readonly ListingCard[], similar: readonly ListingCard[], dismissed: readonly string[]): Suggested | null {
  const fits = ({ id, enabled }: ListingCard) => enabled !== true && !dismissed.includes(id);
  const byOthers = alike.find(fits);
  if (byOthers) return { listing: byOthers, because: "alike" };
  const close = similar.find(fits);
  return close ? { listing: close, because: "similar" } : null;
}
