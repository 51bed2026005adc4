import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { clsx } from "clsx";
import { useEffect } from "react";
import { listingsQuery, type Wanted } from "@/api/catalog";
import { tellSeen } from "@/api/discovery";
import { useSession } from "@/api/session";
import { cardOfListing } from "@/api/shown";
import { AgentCard } from "@/components/agent-card";
import { whole } from "@/lib/format";
import { agents } from "@/strings/agents";
import { common } from "@/strings/common";
import { Button, ButtonLink } from "@/ui/button";
import { CardSkeletons } from "@/components/card-skeletons";
import { Empty, Failed } from "@/ui/states";
import { AskFor } from "./ask-for";
import { CompareTray } from "./compare-tray";
import { ChosenChips, Facets, FiltersSheet, SortBy } from "./filters";
import { usePicks } from "./picks";

export const GRID = "grid grid-cols-[minmax(0,1fr)] gap-4 sm:grid-cols-2 xl:grid-cols-3";
const BESIDE_FILTERS = "grid grid-cols-[minmax(0,1fr)] gap-8 lg:grid-cols-[212px_minmax(0,1fr)]";

interface Props {
  wanted: Wanted;
  /** Where what narrows the list can be changed; without it there are no filters. */
  onWant?: (next: Wanted) => void;
}

/** What is listed and fits, with what it can be narrowed by. */
export function Results({ wanted, onWant }: Props) {
  const { data, error, isPending, hasNextPage, fetchNextPage, isFetchingNextPage, isPlaceholderData, refetch } = useInfiniteQuery({ ...listingsQuery(wanted), placeholderData: keepPreviousData });
  const { picked, toggle } = usePicks();
  const place = wanted.publisher ? "publisher" : wanted.category && !wanted.q ? "category" : "search";
  useEffect(() => {
    data?.pages.flatMap((page) => page.data).forEach((one, position) => tellSeen({ kind: "impression", listing_id: one.id, place, position }));
  }, [data, place]);
  if (isPending) return <Coming narrows={onWant !== undefined} />;
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  const found = data.pages.flatMap((page) => page.data).map(cardOfListing);
  const first = data.pages[0];
  const facets = first?.facets ?? {};
  const counted = agents.count(whole(first?.total ?? 0), first?.total ?? 0, first?.total_is_exact === false);
  const list = (
    <>
      <div className="mb-4 flex min-h-9 flex-wrap items-center gap-x-3 gap-y-2">
        <p className="text-[14.5px] text-ink-2" aria-live="polite">{found.length > 0 && <>{counted}{first?.corrected && ` ${agents.corrected(first.corrected)}`}</>}</p>
        {onWant && (
          <>
            <span className="max-lg:order-last max-lg:w-full"><ChosenChips wanted={wanted} onWant={onWant} /></span>
            <span className="ms-auto flex gap-2"><FiltersSheet wanted={wanted} facets={facets} onWant={onWant} found={counted} /><SortBy wanted={wanted} onWant={onWant} /></span>
          </>
        )}
      </div>
      {found.length === 0 && <Nothing wanted={wanted} />}
      <div className={clsx(GRID, "transition-opacity", isPlaceholderData && "opacity-50")} aria-busy={isPlaceholderData}>
        {found.map((agent, i) => <AgentCard key={agent.id} agent={agent} index={i} picked={picked.some((one) => one.id === agent.id)} onPick={() => toggle(agent)} />)}
      </div>
      {hasNextPage && <div className="mt-7 text-center"><Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>{common.more}</Button></div>}
      {onWant && !hasNextPage && !isPlaceholderData && <AskFor q={wanted.q} />}
      <CompareTray />
    </>
  );
  if (!onWant) return list;
  return (
    <div className={BESIDE_FILTERS}>
      <aside className="max-lg:hidden lg:sticky lg:top-[88px] lg:self-start"><Facets wanted={wanted} facets={facets} onWant={onWant} /></aside>
      <div>{list}</div>
    </div>
  );
}

/** Each thing where it will be, so that nothing jumps once it is there. */
export function Coming({ narrows }: { narrows: boolean }) {
  const cards = <CardSkeletons count={6} className={GRID} />;
  if (!narrows) return cards;
  return (
    <div className={BESIDE_FILTERS}>
      <span className="skeleton block h-80 max-lg:hidden" />
      <div className="pt-13">{cards}</div>
    </div>
  );
}

/** Ways on: hand the goal over, ask for less, look at everything. */
function Nothing({ wanted }: { wanted: Wanted }) {
  const me = useSession();
  const { q } = wanted;
  const narrowed = Object.entries(wanted).some(([name, value]) => name !== "q" && name !== "sort" && value !== undefined);
  return (
    <Empty
      seed={q ?? "none"}
      title={q ? agents.emptyTitle : agents.emptyHere}
      className="petal-card"
      action={
        <>
          {q && <ButtonLink to={me ? "/app/ask" : "/signup"} search={me ? { goal: q } : { next: `/app/ask?goal=${encodeURIComponent(q)}` }} look="primary">{agents.hand}</ButtonLink>}
          {q && narrowed && <ButtonLink to="/marketplace" search={{ q }}>{agents.everywhere}</ButtonLink>}
          <ButtonLink to="/marketplace">{agents.everything}</ButtonLink>
        </>
      }
    >
      {q ? agents.empty : agents.emptyLess}
    </Empty>
  );
}
