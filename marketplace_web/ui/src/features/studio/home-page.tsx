import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { earningsQuery } from "@/api/earning";
import { serversQuery } from "@/api/making";
import { isProblem } from "@/api/problem";
import { percent } from "@/api/shown";
import { latestRunsQuery, ownAgentsQuery, ownListingsQuery, ownPublisherQuery, type OwnListing } from "@/api/studio";
import { FigureCards, type FigureCard } from "@/components/figure-cards";
import { PageHead } from "@/components/page-head";
import { money } from "@/lib/amounts";
import { credits, tenths, whole } from "@/lib/format";
import { studio } from "@/strings/studio";
import { ButtonLink } from "@/ui/button";
import { Empty, Failed, Skeletons } from "@/ui/states";
import { AgentTable } from "./agent-table";
import { Application } from "./application";
import { ArchivedAgents } from "./archived-agents";
import { StudioFrame } from "./frame";
import { LocalDrafts } from "./local-drafts";
import { NextSteps } from "./next-steps";
import { ServersPanel } from "./servers/servers-panel";

const words = studio.home;

export default function StudioPage() {
  const agents = useQuery(ownAgentsQuery);
  const listings = useQuery(ownListingsQuery);
  const publisher = useQuery(ownPublisherQuery);
  const runs = useQuery(latestRunsQuery);
  const servers = useQuery(serversQuery);
  const error = agents.error ?? listings.error;
  const ready = agents.data && listings.data && !servers.isPending;
  const make = <ButtonLink to="/studio/new" look="primary"><Plus size={16} />{studio.make}</ButtonLink>;
  return (
    <StudioFrame>
      <PageHead title={words.title} lead={words.lead} action={make} />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        {publisher.data !== undefined && <Application publisher={publisher.data} />}
        {error && <Failed error={error} retry={() => void Promise.all([agents.refetch(), listings.refetch()])} />}
        {!error && !ready && <Skeletons count={3} className="grid gap-3" each="h-20" />}
        {ready && (
          <>
            {listings.data.length > 0 && <Figures listings={listings.data} />}
            <NextSteps agents={agents.data} listings={listings.data} />
            <ServersPanel />
            <LocalDrafts known={agents.data.map((one) => one.id)} />
            {agents.data.length === 0 ? (
              <Empty seed="studio" title={words.emptyTitle} className="petal-card" action={make}>{words.empty}</Empty>
            ) : (
              <AgentTable agents={agents.data} listings={listings.data} runs={runs.data ?? []} />
            )}
            <ArchivedAgents />
          </>
        )}
      </div>
    </StudioFrame>
  );
}

function Figures({ listings }: { listings: readonly OwnListing[] }) {
  const earned = useQuery({ ...earningsQuery, retry: false });
  const judged = listings.filter((one) => one.outcomes);
  const runs = judged.reduce((sum, one) => sum + (one.outcomes?.runs ?? 0), 0);
  const share = judged.reduce((sum, one) => sum + (one.outcomes?.happy_share ?? 0) * (one.outcomes?.runs ?? 0), 0) / Math.max(runs, 1);
  // As cards show them: a few reviews weigh little.
  const reviewed = listings.filter((one) => one.rating.score !== null);
  const reviews = reviewed.reduce((sum, one) => sum + one.rating.reviews, 0);
  const stars = reviewed.reduce((sum, one) => sum + (one.rating.score ?? 0) * one.rating.reviews, 0) / Math.max(reviews, 1);
  const held = (earned.data?.data ?? [])
    .map((one) => ({ currency: one.currency, sum: Number(one.pending) + Number(one.available) + Number(one.reserve) }))
    .filter(({ sum }) => sum !== 0)
    .map(({ currency, sum }) => (currency === "credit" ? words.credits(credits(String(sum))) : money(sum, currency)));
  const cards: FigureCard[] = [
    { label: words.figures.listed, value: whole(listings.filter((one) => one.status === "published").length) },
    { label: words.figures.happy, value: runs > 0 ? `${percent(share)}%` : words.noShare, unknown: runs === 0 },
    { label: words.figures.stars, value: reviews > 0 ? tenths(stars) : words.noShare, unknown: reviews === 0 },
    ...(isProblem(earned.error) ? [] : [{ label: words.figures.earned, value: held.length > 0 ? held.slice(0, 2).join(" + ") : money(0, "USD") }]),
  ];
  return <FigureCards cards={cards} />;
}
