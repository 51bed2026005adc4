import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { clsx } from "clsx";
import { useCallback } from "react";
import { agentsQuery, type Wanted } from "@/api/catalog";
import { useSession } from "@/api/session";
import { AgentCard } from "@/components/agent-card";
import { sentence, whole } from "@/lib/format";
import { agents } from "@/strings/agents";
import { common } from "@/strings/common";
import { Button, ButtonLink } from "@/ui/button";
import { Empty, Failed, Skeletons } from "@/ui/states";
import { CATEGORIES, iconOf } from "./categories";
import { CompareTray } from "./compare-tray";
import { usePicks } from "./picks";
import { SearchHero } from "./search-hero";

const GRID = "grid gap-4 sm:grid-cols-2 xl:grid-cols-3";

export default function MarketplacePage() {
  const { q = "", category } = useSearch({ strict: false }) as Wanted;
  const navigate = useNavigate();
  const want = useCallback((next: Wanted) => void navigate({ to: "/marketplace", search: next as never, replace: true, resetScroll: false }), [navigate]);
  const search = useCallback((text: string) => want({ q: text.trim() || undefined, category }), [want, category]);
  const me = useSession();
  return (
    <div className="min-h-full bg-soft pb-24">
      <div className="border-b bg-bg">
        <SearchHero value={String(q)} onSearch={search} />
        <Categories chosen={category} onChoose={(next) => want({ q: q || undefined, category: next })} />
      </div>
      <div className="mx-auto max-w-[1320px] px-5 pt-7 md:px-8">
        {me === null && <Guest />}
        {me === undefined && <Skeletons count={6} className={GRID} each="h-[320px]" />}
        {me && <Results wanted={{ q: String(q), category }} />}
      </div>
      <CompareTray />
    </div>
  );
}

function Categories({ chosen, onChoose }: { chosen: string | undefined; onChoose: (category: string | undefined) => void }) {
  return (
    <div className="scroll-x mx-auto max-w-[1320px] px-5 pb-3 md:px-8">
      <div className="flex w-max gap-1 py-1" role="group" aria-label={agents.categories}>
        {[undefined, ...CATEGORIES].map((category) => {
          const Icon = iconOf(category);
          const on = category === chosen;
          return (
            <button key={category ?? "all"} type="button" aria-pressed={on} onClick={() => onChoose(category)} className={clsx("flex h-10 items-center gap-2 rounded-[12px] px-3.5 text-[14px] font-[580] transition-colors duration-200", on ? "bg-brand text-on-brand" : "text-ink-2 hover:bg-sunk")}>
              <Icon size={16} />
              {category ? sentence(category) : agents.all}
            </button>
          );
        })}
      </div>
    </div>
  );
}

function Results({ wanted }: { wanted: Wanted }) {
  const { data, error, isPending, hasNextPage, fetchNextPage, isFetchingNextPage, refetch } = useInfiniteQuery(agentsQuery(wanted));
  const { picked, toggle } = usePicks();
  if (isPending) return <Skeletons count={6} className={GRID} each="h-[320px]" />;
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  const found = data.pages.flatMap((page) => page.data).filter((agent) => agent.id !== "laelia");
  if (found.length === 0) {
    return (
      <Empty seed={wanted.q ?? "none"} title={agents.emptyTitle} className="petal-card" action={<><ButtonLink to="/app/ask" search={{ goal: wanted.q }} look="primary">{agents.hand}</ButtonLink><ButtonLink to="/marketplace">{agents.everything}</ButtonLink></>}>
        {agents.empty}
      </Empty>
    );
  }
  return (
    <>
      <p className="mb-4 text-[14.5px] text-ink-2" aria-live="polite">{agents.count(whole(found.length), hasNextPage)}</p>
      <div className={GRID}>
        {found.map((agent, i) => <AgentCard key={agent.id} agent={agent} index={i} picked={picked.some((one) => one.id === agent.id)} onPick={() => toggle(agent)} />)}
      </div>
      {hasNextPage && <div className="mt-7 text-center"><Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>{common.more}</Button></div>}
    </>
  );
}

function Guest() {
  return (
    <Empty seed="laelia" title={agents.signInTitle} className="petal-card" action={<><ButtonLink to="/signup" search={{ next: "/marketplace" }} look="primary">{agents.startAction}</ButtonLink><ButtonLink to="/login" search={{ next: "/marketplace" }}>{agents.signInAction}</ButtonLink></>}>
      {agents.signIn}
    </Empty>
  );
}
