import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Frown, HeartPulse, Smile } from "lucide-react";
import type { Agent } from "@/api/catalog";
import type { Listing } from "@/api/making";
import { listingOutcomesQuery } from "@/api/reviews";
import { runsQuery } from "@/api/runs";
import { teamOf, useSession } from "@/api/session";
import { percent } from "@/api/shown";
import { agentUsageQuery } from "@/api/studio";
import { FigureCards } from "@/components/figure-cards";
import { Panel } from "@/components/page-head";
import { OutcomeMark, StatusBadge } from "@/components/run/run-badges";
import { ago, brief, duration, whole } from "@/lib/format";
import { own } from "@/strings/studio-agent";
import { ButtonLink } from "@/ui/button";
import { OutcomeBar } from "@/ui/marks";
import { Failed, Skeletons } from "@/ui/states";
import { AgentFigures } from "./figures";
import { barsOf, TrendBars } from "./trend-bars";

const words = own.overview;
const SPAN = 30;
const SHOWN_RUNS = 6;

export function OverviewTab({ agent, listing }: { agent: Agent; listing: Listing | null }) {
  const usage = useQuery(agentUsageQuery(agent.id, SPAN));
  const totals = usage.data?.totals;
  const days = barsOf(usage.data?.data ?? [], SPAN);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <FigureCards
        cards={[
          { label: words.happy, value: listing?.outcomes ? `${percent(listing.outcomes.happy_share)}%` : words.notKnown, unknown: !listing?.outcomes },
          { label: words.ownRuns, value: totals ? whole(totals.calls) : "–", trend: days.map((day) => day.good + day.failed) },
          { label: words.failed, value: totals ? whole(totals.errors) : "–", trend: days.map((day) => day.failed), color: "var(--ember)" },
          { label: words.time, value: typeof totals?.latency_ms.p50 === "number" ? duration(totals.latency_ms.p50) : "–" },
        ]}
      />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4 xl:grid-cols-[minmax(0,1.4fr)_minmax(0,1fr)]">
        <div className="grid content-start gap-4">
          <ByModel listing={listing} />
          <Panel title={words.trend}>
            {usage.error ? <Failed error={usage.error} /> : usage.data && usage.data.data.length > 0 ? <TrendBars groups={usage.data.data} span={SPAN} /> : <p className="py-6 text-center text-[14.5px] text-ink-3">{words.noTrend}</p>}
          </Panel>
        </div>
        <Health agent={agent} />
      </div>
      <AgentFigures agentId={agent.id} />
    </div>
  );
}

function ByModel({ listing }: { listing: Listing | null }) {
  const { data, error, refetch } = useQuery({ ...listingOutcomesQuery(listing?.id ?? ""), enabled: Boolean(listing?.published_at) });
  const me = useSession();
  const who = me && teamOf(me) === null ? words.accounts : words.organizations;
  return (
    <Panel title={words.byModel}>
      {error && <Failed error={error} retry={() => void refetch()} />}
      {listing?.published_at && !data && !error && <Skeletons count={2} className="grid gap-2" each="h-10" />}
      {(!listing?.published_at || data?.models.length === 0) && <p className="text-[14.5px] text-ink-3">{words.byModelNone(data?.minimum_organizations ?? 5, who)}</p>}
      {data && data.models.length > 0 && (
        <ul className="grid gap-4">
          {data.models.map((one) => (
            <li key={one.model ?? ""}>
              <p className="flex flex-wrap items-baseline gap-x-3 text-[14px]">
                <b className="mono min-w-0 flex-1 truncate text-[13px] font-[600]">{one.model ?? words.noModel}</b>
                <span className="num flex items-center gap-1 font-[650] text-fern-text"><Smile size={14} aria-hidden />{percent(one.happy_share)}{"%"}</span>
                <span className="num text-[13px] text-ink-3">{words.between(percent(one.low), percent(one.high))}{", "}{words.ofRuns(brief(one.runs))}</span>
              </p>
              <div className="mt-1.5"><OutcomeBar happy={percent(one.happy_share)} /></div>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Health({ agent }: { agent: Agent }) {
  const { data } = useInfiniteQuery(runsQuery(agent.id));
  const latest = data?.pages[0]?.data.slice(0, SHOWN_RUNS) ?? [];
  const [last] = latest;
  const good = last?.status === "succeeded";
  return (
    <Panel title={words.health} className="self-start">
      <p className={`flex items-center gap-2.5 rounded-[14px_14px_14px_5px] px-3.5 py-3 text-[14.5px] ${!last ? "bg-surface-2 text-ink-2" : good ? "bg-fern-wash text-fern-text" : "bg-ember-wash text-ember-text"}`}>
        {last && !good ? <Frown size={18} aria-hidden /> : <HeartPulse size={18} aria-hidden />}
        {!last ? words.healthNone : good ? words.healthGood : words.healthBad(last.error?.code ?? last.status)}
      </p>
      <ul className="mt-3 grid gap-1.5">
        {latest.map((run) => (
          <li key={run.id} className="relative flex items-center gap-3 rounded-[12px] px-2 py-1.5 text-[13.5px] transition-colors hover:bg-surface-2">
            <StatusBadge status={run.status} />
            <Link to="/app/runs/$id" params={{ id: run.id } as never} className="min-w-0 flex-1 truncate text-ink-3 after:absolute after:inset-0 after:rounded-[inherit]">{run.created_at && ago(run.created_at)}</Link>
            {run.outcome && <OutcomeMark outcome={run.outcome} />}
          </li>
        ))}
      </ul>
      <p className="mt-3 text-[13px] text-ink-3">{words.healthLead}</p>
      {agent.version && <ButtonLink to={`/agents/${agent.id}`} size="sm" className="mt-3">{words.try}</ButtonLink>}
    </Panel>
  );
}
