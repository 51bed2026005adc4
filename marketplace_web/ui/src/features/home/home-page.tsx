import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { MessageSquareText } from "lucide-react";
import { approvalsQuery } from "@/api/approvals";
import { mayBuy, requestsQuery } from "@/api/buying";
import { enabledQuery, type AgentCard } from "@/api/catalog";
import { usageQuery, type UsageGroup } from "@/api/money";
import { outcomesQuery, type Group } from "@/api/outcomes";
import { runsQuery } from "@/api/runs";
import { useSession } from "@/api/session";
import { useAgentNames } from "@/components/agent-names";
import { FigureCards } from "@/components/figure-cards";
import { PageHead, Panel } from "@/components/page-head";
import { LiveRuns } from "@/components/run/live-runs";
import { Sigil } from "@/brand/sigil";
import { credits, duration, listed, whole } from "@/lib/format";
import { agents } from "@/strings/agents";
import { home } from "@/strings/home";
import { ButtonLink } from "@/ui/button";
import { Empty, Skeletons } from "@/ui/states";
import { DayChart, everyDay } from "./day-chart";
import { Suggestion } from "./suggestion";

const MONTH = 30;
const MOST_FEATURES = 3;
const SPANS = [7, 14];
const DAY_MS = 86_400_000;

export default function HomePage() {
  const { data: enabled, isPending: agentsWait } = useQuery(enabledQuery);
  const { data: lastDay, isPending: dayWaits } = useQuery(usageQuery("day", 1));
  const { data: approvals, isPending: questionsWait } = useQuery(approvalsQuery);
  const { isPending: monthWaits } = useQuery(usageQuery("day", MONTH));
  const { isPending: runsWait } = useInfiniteQuery(runsQuery());
  const wishes = useWishes();
  // Everything comes at once, so that nothing that is read already moves.
  if (agentsWait || dayWaits || questionsWait || monthWaits || runsWait) return <Skeletons count={3} className="grid gap-4" each="h-40" />;
  const done = lastDay ? lastDay.totals.calls - lastDay.totals.errors : 0;
  return (
    <>
      <PageHead
        title={done === 0 ? home.none : home.done(done)}
        lead={enabled && home.lead(enabled.length, (approvals?.length ?? 0) + wishes.length)}
        action={<ButtonLink to="/app/ask" look="primary"><MessageSquareText size={16} />{home.ask}</ButtonLink>}
      />
      {enabled?.length === 0 ? (
        <Empty seed="first" title={home.startTitle} className="petal-card" action={<ButtonLink to="/marketplace" look="primary">{home.browse}</ButtonLink>}>{home.start}</Empty>
      ) : (
        <>
          <Figures />
          <div className="mt-4 grid gap-4 xl:grid-cols-[2fr_1fr]">
            <div className="grid min-w-0 content-start gap-4"><Days /><Latest /></div>
            <div className="grid min-w-0 content-start gap-4"><NeedsYou /><YourAgents enabled={enabled ?? []} /><Suggestion enabled={enabled ?? []} /></div>
          </div>
        </>
      )}
    </>
  );
}

function Figures() {
  const { data } = useQuery(usageQuery("day", MONTH));
  const totals = data?.totals;
  const days = everyDay(data?.data ?? [], MONTH);
  return (
    <FigureCards
      cards={[
        { label: home.kpis.runs, value: totals ? whole(totals.calls) : "–", trend: days.map((day) => day.calls) },
        { label: home.kpis.credits, value: totals ? credits(totals.credits) : "–", trend: days.map((day) => day.credits), color: "var(--iris)" },
        { label: home.kpis.p50, value: typeof totals?.latency_ms.p50 === "number" ? duration(totals.latency_ms.p50) : "–" },
        { label: home.kpis.errors, value: totals ? whole(totals.errors) : "–", trend: days.map((day) => day.errors), color: "var(--ember)" },
      ]}
    />
  );
}

function Days() {
  const { data } = useQuery(usageQuery("day", MONTH));
  if (data && data.data.length > 0) return <DayChart days={data.data} span={spanOf(data.data)} />;
  return <Panel title={home.perDay}><p className="py-10 text-center text-[14.5px] text-ink-3">{home.noDays}</p></Panel>;
}

/** As long as there is something to see: who began this week is not shown three empty weeks. */
function spanOf(days: readonly UsageGroup[], today = Date.now()): number {
  const first = Math.min(...days.map((day) => new Date(day.key).getTime()));
  return SPANS.find((span) => today - first < span * DAY_MS) ?? MONTH;
}

function Latest() {
  const { data } = useInfiniteQuery(runsQuery());
  return <LiveRuns title={home.recent} before={data?.pages[0]?.data} most={6} action={<ButtonLink to="/app/runs" size="sm">{home.allRuns}</ButtonLink>} />;
}

function NeedsYou() {
  const { data = [] } = useQuery(approvalsQuery);
  const wishes = useWishes();
  const name = useAgentNames();
  return (
    <Panel title={home.needs}>
      {data.length + wishes.length === 0 && <p className="text-[14.5px] text-ink-3">{home.noNeeds}</p>}
      <ul className="grid gap-2">
        {wishes.map((one) => (
          <li key={one.id} className="flex items-center gap-3 rounded-[14px_14px_14px_5px] bg-pollen-wash px-3 py-2.5">
            <Sigil id={one.agent_ids[0] ?? one.price_id} size={32} />
            <span className="min-w-0 flex-1 text-[14px] leading-snug"><b className="block truncate font-[600]">{one.product_name}</b><span className="block truncate text-[12.5px] text-ink-2">{home.asks(one.user_name)}</span></span>
            <ButtonLink to="/app/credits" size="sm">{home.decide}</ButtonLink>
          </li>
        ))}
        {data.map((one) => (
          <li key={one.run_id} className="flex items-center gap-3 rounded-[14px_14px_14px_5px] bg-pollen-wash px-3 py-2.5">
            <Sigil id={one.agent_id} size={32} />
            <span className="min-w-0 flex-1 truncate text-[14px] font-[600]">{name(one.agent_id)}</span>
            <ButtonLink to={`/app/runs/${one.run_id}`} size="sm">{home.decide}</ButtonLink>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** What members ask to be bought, for who may buy it. */
function useWishes() {
  const me = useSession();
  const { data = [] } = useQuery({ ...requestsQuery("open"), enabled: Boolean(me && mayBuy(me)) });
  return me && mayBuy(me) ? data : [];
}

function YourAgents({ enabled }: { enabled: readonly AgentCard[] }) {
  const { data } = useQuery(outcomesQuery("agent", { days: MONTH }));
  const went = new Map(data?.data.map((group) => [group.agent_id, group]));
  return (
    <Panel title={home.agents} action={<ButtonLink to="/marketplace" size="sm">{home.more}</ButtonLink>}>
      <ul className="-mx-2 grid grid-cols-[minmax(0,1fr)] gap-1">
        {enabled.map((agent) => (
          <li key={agent.id} className="sig-hover relative flex items-center gap-3 rounded-[12px] px-2 py-1.5 transition-colors hover:bg-surface-2">
            <Sigil id={agent.id} size={34} />
            <span className="min-w-0 flex-1 leading-tight">
              <Link to="/agents/$id" params={{ id: agent.id } as never} className="block truncate text-[14.5px] font-[600] after:absolute after:inset-0 after:rounded-[inherit]">{agent.name}</Link>
              <span className="block truncate text-[12.5px] text-ink-3">{listed(agent.features.slice(0, MOST_FEATURES))}</span>
            </span>
            {data && <Went group={went.get(agent.id)} />}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** How it went in the last month: `group` is missing where nothing ran. */
function Went({ group }: { group: Group | undefined }) {
  return (
    <span className="num text-end text-[13px] leading-tight text-ink-3" title={home.today}>
      {home.runs(whole(group?.runs ?? 0))}
      {typeof group?.happy_share === "number" && <b className="block font-[650] text-fern-text">{agents.happy(Math.round(group.happy_share * 100))}</b>}
    </span>
  );
}
