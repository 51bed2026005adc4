import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Listing } from "@/api/making";
import { reviewsQuery, type ReviewSort } from "@/api/reviews";
import { ReviewItem } from "@/components/review/review-item";
import { common } from "@/strings/common";
import { reviews } from "@/strings/reviews";
import { own } from "@/strings/studio-agent";
import { Button } from "@/ui/button";
import { Empty, Failed, Skeletons } from "@/ui/states";

const words = own.reviews;
const SORTS = Object.entries(reviews.sorts) as [ReviewSort, string][];

export function ReviewsTab({ listing }: { listing: Listing | null }) {
  if (!listing?.published_at) return <Empty seed="no-reviews" title={words.none} className="petal-card">{words.notListed}</Empty>;
  return <List listing={listing} />;
}

/** Newest first: what came last waits for an answer. */
function List({ listing }: { listing: Listing }) {
  const [sort, setSort] = useState<ReviewSort>("newest");
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(reviewsQuery(listing.id, sort, null));
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Skeletons count={2} className="grid gap-3" each="h-32" />;
  const found = data.pages.flatMap((page) => page.data);
  if (found.length === 0) return <Empty seed={listing.id} title={words.none} className="petal-card">{words.noneMore}</Empty>;
  const open = found.filter((one) => one.reply === null).length;
  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap items-center gap-3">
        <select aria-label={reviews.sort} value={sort} onChange={(event) => setSort(event.target.value as ReviewSort)} className="field !h-10 !w-auto !text-[14px]">
          {SORTS.map(([value, label]) => <option key={value} value={value}>{label}</option>)}
        </select>
        {open > 0 && <p className="text-[14px] text-ink-2">{words.unanswered(open)}</p>}
      </div>
      {found.map((review) => <ReviewItem key={review.id} review={review} publisher={listing.publisher.name} own />)}
      {hasNextPage && <Button className="justify-self-center" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>{common.more}</Button>}
    </div>
  );
}
