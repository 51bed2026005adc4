import { usePrefetchInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";
import { listingsQuery, type Wanted } from "@/api/catalog";
import { CategoryBar } from "./category-bar";
import { Overview } from "./overview";
import { Results } from "./results";
import { SearchHero } from "./search-hero";

export default function MarketplacePage() {
  const { q, ...narrow } = useSearch({ strict: false }) as Wanted;
  // A router reads numbers in an address as numbers; what somebody looks for is text.
  const wanted: Wanted = { ...narrow, q: q === undefined ? undefined : String(q) };
  // Asked for at once, though what stands above the list is waited for first.
  usePrefetchInfiniteQuery(listingsQuery(wanted));
  const navigate = useNavigate();
  const want = useCallback((next: Partial<Wanted>) => void navigate({ to: "/marketplace", search: ((now: Wanted) => ({ ...now, ...next })) as never, replace: true, resetScroll: false }), [navigate]);
  const anew = useCallback((next: Wanted) => void navigate({ to: "/marketplace", search: next as never, replace: true, resetScroll: false }), [navigate]);
  const search = useCallback((text: string) => want({ q: text.trim() || undefined }), [want]);
  const asIs = Object.values(wanted).every((value) => value === undefined);
  const results = <Results wanted={wanted} onWant={anew} />;
  return (
    <div className="fills-page bg-soft pb-24">
      <div className="border-b bg-bg">
        <SearchHero value={wanted.q ?? ""} onSearch={search} />
        <CategoryBar chosen={wanted.category} onChoose={(category) => want({ category })} />
      </div>
      <div className="mx-auto max-w-[1320px] px-5 pt-7 md:px-8">
        {asIs ? <Overview>{results}</Overview> : results}
      </div>
    </div>
  );
}
