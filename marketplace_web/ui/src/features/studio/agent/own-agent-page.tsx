import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { ChevronLeft, ExternalLink, PenLine } from "lucide-react";
import { lazy, Suspense, type ReactNode } from "react";
import { agentQuery, listingQuery, type Agent } from "@/api/catalog";
import type { Listing } from "@/api/making";
import { isProblem } from "@/api/problem";
import { ownListingsQuery } from "@/api/studio";
import { Sigil } from "@/brand/sigil";
import { own as words } from "@/strings/studio-agent";
import { keeping } from "@/strings/studio-keeping";
import { trying } from "@/strings/studio-tries";
import { ButtonLink } from "@/ui/button";
import { IdChip } from "@/ui/copy";
import { Empty, Failed, Skeletons } from "@/ui/states";
import { Tabs } from "@/ui/tabs";
import { Decisions } from "../decisions";
import { StudioFrame } from "../frame";
import { StateBadge } from "../state-badge";
import { OverviewTab } from "./overview-tab";

// Each tab comes when it is opened.
const ListingTab = lazy(() => import("./listing-tab").then((m) => ({ default: m.ListingTab })));
const PricingTab = lazy(() => import("./pricing-tab").then((m) => ({ default: m.PricingTab })));
const ReviewsTab = lazy(() => import("./reviews-tab").then((m) => ({ default: m.ReviewsTab })));
const SamplesTab = lazy(() => import("./samples-tab").then((m) => ({ default: m.SamplesTab })));
const TriesTab = lazy(() => import("./tries-tab").then((m) => ({ default: m.TriesTab })));
const VersionsTab = lazy(() => import("./versions-tab").then((m) => ({ default: m.VersionsTab })));
const AgentActs = lazy(() => import("./agent-acts"));
const late = (content: ReactNode) => <Suspense fallback={<Skeletons count={2} className="grid gap-4" each="h-40" />}>{content}</Suspense>;

export default function OwnAgentPage() {
  const { id = "" } = useParams({ strict: false }) as { id?: string };
  const agent = useQuery(agentQuery(id));
  const mine = useQuery(ownListingsQuery);
  const card = mine.data?.find((one) => one.agent_id === id);
  const listing = useQuery({ ...listingQuery(card?.id ?? ""), enabled: Boolean(card) });
  const error = agent.error ?? mine.error ?? listing.error;
  const foreign = (isProblem(error) && error.status === 404) || agent.data?.own === false;
  const ready = agent.data && mine.data && (!card || listing.data);
  return (
    <StudioFrame>
      {foreign && <Empty seed={id} title={words.missing} className="petal-card" action={<ButtonLink to="/studio" look="primary">{words.back}</ButtonLink>}>{words.missingMore}</Empty>}
      {error && !foreign && <Failed error={error} retry={() => void Promise.all([agent.refetch(), mine.refetch()])} />}
      {!ready && !error && <Skeletons count={2} className="grid gap-4" each="h-40" />}
      {ready && !foreign && agent.data && <Whole agent={agent.data} listing={card ? (listing.data ?? null) : null} />}
    </StudioFrame>
  );
}

function Whole({ agent, listing }: { agent: Agent; listing: Listing | null }) {
  const { tab = "overview" } = useSearch({ strict: false }) as { tab?: string };
  const navigate = useNavigate();
  const choose = (next: string) => void navigate({ to: ".", search: { tab: next } as never, replace: true, resetScroll: false });
  const { tabs } = words;
  return (
    <>
      <Head agent={agent} listing={listing} />
      <Tabs
        label={words.tabsLabel}
        value={tab}
        onChange={choose}
        tabs={[
          { value: "overview", label: tabs.overview, content: <OverviewTab agent={agent} listing={listing} /> },
          { value: "versions", label: tabs.versions, content: late(<VersionsTab agent={agent} listing={listing} />) },
          { value: "listing", label: tabs.listing, content: late(<ListingTab agent={agent} listing={listing} />) },
          { value: "pricing", label: tabs.pricing, content: late(<PricingTab agent={agent} />) },
          { value: "samples", label: tabs.samples, content: late(<SamplesTab agent={agent} />) },
          { value: "tries", label: trying.tab, content: late(<TriesTab agent={agent} listing={listing} />) },
          { value: "reviews", label: listing?.rating.reviews ? `${tabs.reviews} (${listing.rating.reviews})` : tabs.reviews, content: late(<ReviewsTab listing={listing} />) },
          { value: "cases", label: tabs.cases, content: <Decisions subjects={listing ? [listing.id] : []} /> },
        ]}
      />
    </>
  );
}

function Head({ agent, listing }: { agent: Agent; listing: Listing | null }) {
  return (
    <header className="mb-6">
      <Link to="/studio" className="mb-3 inline-flex items-center gap-1 rounded text-[13.5px] text-ink-3 hover:text-ink"><ChevronLeft size={15} />{words.back}</Link>
      <div className="flex flex-wrap items-start gap-x-5 gap-y-4">
        <Sigil id={agent.id} size={76} on grow className="max-sm:!size-[58px]" />
        <div className="min-w-0 flex-1 basis-[240px]">
          <h1 className="break-words text-[clamp(27px,3vw,36px)]">{listing?.name ?? agent.name}</h1>
          <p className="mt-1 text-[15px] text-ink-2">{listing?.tagline ?? agent.tagline}</p>
          <div className="mt-2.5 flex flex-wrap items-center gap-2"><StateBadge state={listing?.status ?? "draft"} /><IdChip id={agent.id} />{agent.version && <span className="mono text-[13px] text-ink-3">{agent.version}</span>}</div>
        </div>
        <div className="flex flex-wrap gap-2">
          {listing?.published_at && agent.status !== "archived" && <ButtonLink to={`/agents/${agent.id}`}><ExternalLink size={15} />{words.public}</ButtonLink>}
          <ButtonLink to="/studio/new" search={{ draft: agent.id }} look={listing ? "ghost" : "primary"}><PenLine size={15} />{listing ? words.edit : words.finishAction}</ButtonLink>
          <Suspense fallback={<span className="skeleton h-10 w-60" />}><AgentActs agent={agent} /></Suspense>
        </div>
      </div>
      {agent.status === "archived" && <p role="note" className="mt-4 rounded-[14px_14px_14px_5px] bg-pollen-wash px-4 py-3 text-[14.5px] text-pollen-text">{keeping.resting}</p>}
    </header>
  );
}
