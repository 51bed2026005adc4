import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { ChevronRight, Info, Play } from "lucide-react";
import { lazy, Suspense, useEffect, useState, type ReactNode } from "react";
import { detailQuery, similarQuery } from "@/api/catalog";
import { tellSeen } from "@/api/discovery";
import { isProblem } from "@/api/problem";
import { useSession } from "@/api/session";
import { cardOfListing, type Detail } from "@/api/shown";
import { AgentCard, Features } from "@/components/agent-card";
import { agents } from "@/strings/agents";
import { ButtonLink } from "@/ui/button";
import { Empty, Failed, Skeletons } from "@/ui/states";
import { Tabs } from "@/ui/tabs";
import { AgentHead } from "./agent-head";
import { OverviewTab } from "./overview-tab";
import { Playground } from "./playground";

// What most readers do not open comes when it is opened.
const ApiTab = lazy(() => import("./api-tab").then((m) => ({ default: m.ApiTab })));
const ReviewsTab = lazy(() => import("./reviews-tab").then((m) => ({ default: m.ReviewsTab })));
const OutcomesTab = lazy(() => import("./outcomes-tab").then((m) => ({ default: m.OutcomesTab })));
const TrustTab = lazy(() => import("./trust-tab").then((m) => ({ default: m.TrustTab })));
const PricingTab = lazy(() => import("./agent-tabs").then((m) => ({ default: m.PricingTab })));
const ChangesTab = lazy(() => import("./agent-tabs").then((m) => ({ default: m.ChangesTab })));
const UpdateNotice = lazy(() => import("./update-notice").then((m) => ({ default: m.UpdateNotice })));
const ReportButton = lazy(() => import("@/components/report-dialog").then((m) => ({ default: m.ReportButton })));
// As high as what stands below it is out of sight, so that nothing moves once the tab is there.
const late = (content: ReactNode) => <div className="min-h-65 lg:min-h-96"><Suspense fallback={<Skeletons count={1} each="h-40" />}>{content}</Suspense></div>;
const words = agents.detail;

export default function AgentPage() {
  const { id = "" } = useParams({ strict: false }) as { id?: string };
  const me = useSession();
  const { data: agent, error, refetch } = useQuery({ ...detailQuery(id, Boolean(me)), enabled: me !== undefined });
  const missing = isProblem(error) && [401, 404].includes(error.status);
  return (
    <div className="mx-auto max-w-[1320px] px-5 pb-24 md:px-8">
      <Breadcrumb agent={agent} />
      {missing && <Empty seed={id} title={words.missingTitle} className="petal-card" action={<ButtonLink to="/marketplace" look="primary">{agents.everything}</ButtonLink>}>{words.missing}</Empty>}
      {error && !missing && <Failed error={error} retry={() => void refetch()} />}
      {!agent && !error && <Skeletons count={2} className="grid gap-6 lg:grid-cols-[1fr_436px]" each="h-[420px] lg:h-[760px]" />}
      {agent && <Whole agent={agent} />}
    </div>
  );
}

function Whole({ agent }: { agent: Detail }) {
  useEffect(() => {
    document.title = words.titleOf(agent.name);
  }, [agent.name]);
  const listed = agent.listing && !agent.listing.own ? agent.listing.id : null;
  useEffect(() => {
    if (listed) tellSeen({ kind: "view", listing_id: listed, place: "page" });
  }, [listed]);
  return (
    <>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-10 lg:grid-cols-[minmax(0,1fr)_436px]">
        <div className="min-w-0">
          <AgentHeadWithTabs agent={agent} />
        </div>
        <div className="lg:sticky lg:top-[88px] lg:self-start"><Playground agent={agent} /></div>
        <ToPlayground />
      </div>
      {agent.listing && <Similar id={agent.listing.id} />}
    </>
  );
}

/** On a phone the way to the playground, as long as that is not on the screen itself. */
function ToPlayground() {
  const [there, setThere] = useState(false);
  useEffect(() => {
    const playground = document.getElementById("try");
    if (!playground) return;
    const watch = new IntersectionObserver(([seen]) => setThere(seen?.isIntersecting ?? false));
    watch.observe(playground);
    return () => watch.disconnect();
  }, []);
  if (there) return null;
  return <a href="#try" className="btn btn-primary btn-lg fixed inset-x-4 bottom-4 z-30 lg:hidden"><Play size={17} />{agents.try}</a>;
}

function AgentHeadWithTabs({ agent }: { agent: Detail }) {
  const { tab = "overview" } = useSearch({ strict: false }) as { tab?: string };
  const navigate = useNavigate();
  const choose = (next: string) => void navigate({ to: ".", search: { tab: next } as never, replace: true, resetScroll: false });
  const { listing } = agent;
  const me = useSession();
  const told = listing
    ? [
        { value: "reviews", label: words.reviewsTab(listing.rating.reviews), content: late(<ReviewsTab listing={listing} />) },
        { value: "outcomes", label: words.outcomes, content: late(<OutcomesTab listing={listing} />) },
        { value: "trust", label: words.trust, content: late(<TrustTab listing={listing} />) },
      ]
    : [];
  return (
    <>
      <AgentHead agent={agent} onApi={() => choose("api")} />
      {me && agent.enabled && agent.id !== "laelia" && <Suspense><UpdateNotice agent={agent} me={me} /></Suspense>}
      {listing?.notice && <p role="note" className="mt-5 flex gap-2.5 rounded-[16px_16px_16px_6px] bg-pollen-wash px-4 py-3 text-[14.5px] text-pollen-text"><Info size={18} className="mt-0.5 shrink-0" />{listing.notice}</p>}
      <Features features={agent.features} className="!mt-6 gap-2 text-[15px]" />
      <div className="mt-8">
        <Tabs
          label={words.tabs}
          value={tab}
          onChange={choose}
          tabs={[
            { value: "overview", label: words.overview, content: <OverviewTab agent={agent} /> },
            ...told,
            { value: "pricing", label: words.pricing, content: late(<PricingTab agent={agent} />) },
            { value: "api", label: words.api, content: late(<ApiTab agent={agent} />) },
            { value: "changes", label: words.changes, content: late(<ChangesTab agent={agent} />) },
          ]}
        />
      </div>
      {listing && !listing.own && <div className="-ms-3 mt-8 h-8"><Suspense><ReportButton subject="listing" id={listing.id} /></Suspense></div>}
    </>
  );
}

function Similar({ id }: { id: string }) {
  const { data = [] } = useQuery(similarQuery(id));
  if (data.length === 0) return null;
  return (
    <section className="mt-16">
      <h2 className="text-[24px]">{words.similar}</h2>
      <div className="mt-5 grid grid-cols-[minmax(0,1fr)] gap-4 sm:grid-cols-2 xl:grid-cols-3">
        {data.slice(0, 3).map((one, i) => <AgentCard key={one.id} agent={cardOfListing(one)} index={i} />)}
      </div>
    </section>
  );
}

function Breadcrumb({ agent }: { agent: Detail | undefined }) {
  return (
    <nav aria-label={words.breadcrumb} className="flex items-center gap-1.5 py-5 text-[13.5px] text-ink-3">
      <Link to="/marketplace" viewTransition className="rounded hover:text-ink">{words.market}</Link>
      {agent?.category && (
        <>
          <ChevronRight size={14} aria-hidden />
          <Link to="/categories/$slug" params={{ slug: agent.category.slug } as never} viewTransition className="rounded hover:text-ink">{agent.category.name}</Link>
        </>
      )}
      {agent && (
        <>
          <ChevronRight size={14} aria-hidden />
          <span className="truncate text-ink" aria-current="page">{agent.name}</span>
        </>
      )}
    </nav>
  );
}
