import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { clsx } from "clsx";
import { PenLine, Star } from "lucide-react";
import { useState } from "react";
import type { Listing } from "@/api/catalog";
import { ownReviewQuery, reviewsQuery, type ReviewSort } from "@/api/reviews";
import { useSession } from "@/api/session";
import { ReviewItem } from "@/components/review/review-item";
import { tenths } from "@/lib/format";
import { common } from "@/strings/common";
import { reviews as words } from "@/strings/reviews";
import { Button } from "@/ui/button";
import { Stars } from "@/ui/marks";
import { Empty, Failed, Skeletons } from "@/ui/states";
import { ReviewForm } from "./review-form";

const SORTS = Object.entries(words.sorts) as [ReviewSort, string][];
const STARS = [5, 4, 3, 2, 1];

export function ReviewsTab({ listing }: { listing: Listing }) {
  const [sort, setSort] = useState<ReviewSort>("helpful");
  const [stars, setStars] = useState<number | null>(null);
  const some = listing.rating.reviews > 0;
  return (
    <div className="grid gap-7">
      {some && <Summary listing={listing} stars={stars} onStars={setStars} />}
      <div className="flex flex-wrap items-center justify-between gap-3">
        <Own listing={listing} />
        {some && (
          <div className="flex flex-wrap items-center gap-2">
            {stars !== null && <Button size="sm" onClick={() => setStars(null)}>{words.allStars}</Button>}
            <select aria-label={words.sort} value={sort} onChange={(event) => setSort(event.target.value as ReviewSort)} className="field !h-10 !w-auto !text-[14px]">
              {SORTS.map(([value, label]) => <option key={value} value={value}>{label}</option>)}
            </select>
          </div>
        )}
      </div>
      <List listing={listing} sort={sort} stars={stars} />
    </div>
  );
}

function Summary({ listing: { rating, histogram }, stars, onStars }: { listing: Listing; stars: number | null; onStars: (stars: number | null) => void }) {
  return (
    <div className="petal-card grid items-center gap-6 p-6 sm:grid-cols-[190px_1fr]">
      <div>
        <p className="display num text-[46px] leading-none">{rating.score !== null && tenths(rating.score)}</p>
        <div className="mt-2"><Stars value={rating.score ?? 0} size={17} /></div>
        {rating.mean !== null && <p className="num mt-2 text-[13px] text-ink-2">{words.mean(tenths(rating.mean))}</p>}
        <p className="mt-1 text-[12.5px] text-ink-3">{words.how}</p>
      </div>
      <div role="group" aria-label={words.histogram} className="grid gap-0.5">
        {STARS.map((n) => {
          const count = histogram[String(n)] ?? 0;
          return (
            <button key={n} type="button" aria-pressed={stars === n} onClick={() => onStars(stars === n ? null : n)} className={clsx("grid grid-cols-[34px_1fr_40px] items-center gap-3 rounded-[9px] px-2 py-1.5 text-[13.5px] transition-colors hover:bg-sunk", stars === n && "bg-wash")}>
              <span className="sr-only">{words.row(n, count)}</span>
              <span aria-hidden className="num flex items-center gap-1">{n}<Star size={13} strokeWidth={0} fill="var(--pollen)" /></span>
              <span className="h-2 overflow-hidden rounded-full bg-sunk"><i className="block h-full rounded-full bg-[var(--pollen)]" style={{ width: `${(100 * count) / Math.max(rating.reviews, 1)}%` }} /></span>
              <span aria-hidden className="num text-end text-ink-2">{count}</span>
            </button>
          );
        })}
      </div>
    </div>
  );
}

/** One's own review, or why there is none to write: the hub says which. */
function Own({ listing }: { listing: Listing }) {
  const me = useSession();
  const { data: own } = useQuery({ ...ownReviewQuery(listing.id), enabled: Boolean(me) });
  const [open, setOpen] = useState(false);
  if (me === null) return <p className="text-[14.5px] text-ink-2">{words.signIn}</p>;
  if (!own) return <span className="block h-10" />;
  if (!own.eligible && !own.review) return <p className="text-[14.5px] text-ink-2">{own.reason}</p>;
  const held = own.review !== null && own.review.status !== "published";
  return (
    <>
      {own.review && held && (
        <div className="basis-full">
          <ReviewItem review={own.review} publisher={listing.publisher.name} />
          {own.held_because.length > 0 && <ul className="mt-2 rounded-[14px_14px_14px_5px] bg-pollen-wash px-4 py-2.5 text-[13.5px] text-pollen-text">{own.held_because.map((why) => <li key={why}>{why}</li>)}</ul>}
        </div>
      )}
      {own.eligible && <Button onClick={() => setOpen(true)}><PenLine size={15} />{own.review ? words.edit : words.write}</Button>}
      <ReviewForm key={own.review?.revision ?? 0} listing={listing.id} own={own} open={open} onOpenChange={setOpen} />
    </>
  );
}

function List({ listing, sort, stars }: { listing: Listing; sort: ReviewSort; stars: number | null }) {
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage, refetch } = useInfiniteQuery(reviewsQuery(listing.id, sort, stars));
  const me = useSession();
  const { data: own } = useQuery({ ...ownReviewQuery(listing.id), enabled: Boolean(me) });
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Skeletons count={Math.min(Math.max(listing.rating.reviews, 1), 3)} className="grid gap-4" each="h-48" />;
  const found = data.pages.flatMap((page) => page.data);
  const mayComment = own?.eligible === true;
  if (found.length === 0) {
    return stars === null ? <Empty seed={listing.id} title={words.none} className="petal-card">{words.noneMore}</Empty> : <p className="text-[14.5px] text-ink-2">{words.noneWith(stars)}</p>;
  }
  return (
    <div className="grid gap-4">
      {found.map((review) => <ReviewItem key={review.id} review={review} publisher={listing.publisher.name} mayComment={mayComment} own={listing.own} />)}
      {hasNextPage && <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()} className="justify-self-center">{common.more}</Button>}
    </div>
  );
}
