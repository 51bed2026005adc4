import { useQuery } from "@tanstack/react-query";
import { listingOutcomesQuery } from "@/api/reviews";
import { percent, type Detail } from "@/api/shown";

/** How runs with one model went for others. */
export interface OfModel {
  happy: number;
  creditsPerHappy: string | null;
}

const NOBODY: ReadonlyMap<string, OfModel> = new Map();

/** By model, as far as the hub tells it: what is listed nowhere has none. */
export function useModelOutcomes({ listing }: Pick<Detail, "listing">): ReadonlyMap<string, OfModel> {
  const { data = NOBODY } = useQuery({
    ...listingOutcomesQuery(listing?.id ?? ""),
    enabled: listing !== null,
    select: (told) => new Map(told.models.flatMap((one) => (one.model ? [[one.model, { happy: percent(one.happy_share), creditsPerHappy: one.credits_per_happy }]] : []))) as ReadonlyMap<string, OfModel>,
  });
  return data;
}
