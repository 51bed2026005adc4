import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { outcomesQuery, outcomesTable, type Asked, type Group, type Outcomes } from "@/api/outcomes";
import { FigureCards } from "@/components/figure-cards";
import { PageHead, Panel } from "@/components/page-head";
import { LiveRuns } from "@/components/run/live-runs";
import { credits, duration, percent, whole } from "@/lib/format";
import { analytics as words } from "@/strings/analytics";
import { Button, ButtonLink } from "@/ui/button";
import { Empty, Failed, Skeletons } from "@/ui/states";
import { AskedFor, useAsked } from "./asked-for";
import { ModelMatrix } from "./model-matrix";
import { OutcomeBloom } from "./outcome-bloom";
import { judgedDays, Trend } from "./trend";

export default function AnalyticsPage() {
  const [asked, ask] = useAsked();
  const { data, error, refetch } = useQuery(outcomesQuery("agent", asked));
  return (
    <>
      <PageHead
        title={words.title}
        lead={words.lead}
        action={
          <AskedFor asked={asked} ask={ask}>
            <a href={outcomesTable(asked)} download="outcomes.csv" className="btn btn-ghost max-sm:flex-1 max-sm:!px-2"><Download size={15} />{words.csv}</a>
          </AskedFor>
        }
      />
      {error && <Failed error={error} retry={() => void refetch()} />}
      {!data && !error && <Waiting />}
      {data?.totals.runs === 0 && <Nothing narrowed={Boolean(asked.agent || asked.model)} widen={() => ask({ agent: undefined, model: undefined })} />}
      {data && data.totals.runs > 0 && <Board agents={data} asked={asked} />}
    </>
  );
}

function Nothing({ narrowed, widen }: { narrowed: boolean; widen: () => void }) {
  const action = narrowed ? <Button onClick={widen}>{words.widen}</Button> : <ButtonLink to="/app/ask" look="primary">{words.ask}</ButtonLink>;
  return <Empty seed="analytics" title={words.emptyTitle} className="petal-card" action={action}>{narrowed ? words.emptyNarrowed : words.empty}</Empty>;
}

const Waiting = () => <Skeletons count={4} className="grid gap-3 sm:grid-cols-2" each="h-72" />;

function Board({ agents, asked }: { agents: Outcomes; asked: Asked }) {
  const { data: models } = useQuery(outcomesQuery("agent_model", asked));
  const { data: daily } = useQuery(outcomesQuery("day", asked));
  const { data: reasons } = useQuery(outcomesQuery("reason", asked));
  // Everything comes at once, so that nothing that is read already moves.
  if (!models || !daily || !reasons) return <Waiting />;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <Figures outcomes={agents} daily={daily.data} span={asked.days} />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4 xl:grid-cols-[minmax(0,1fr)_minmax(0,2fr)]">
        <OutcomeBloom groups={agents.data} totals={agents.totals} />
        <div className="grid grid-cols-[minmax(0,1fr)] content-start gap-4">
          <Trend key={asked.days} groups={daily.data} span={asked.days} />
          <ModelMatrix groups={models.data} />
          <Reasons asked={asked} />
        </div>
      </div>
      <LiveRuns title={words.live} most={8} />
    </div>
  );
}

/** Of the days on which there was something to tell; a day without runs costs nothing and takes no time. */
const told = (daily: readonly Group[], of: (day: Group) => string | number | null): number[] => daily.toSorted((one, other) => (one.start ?? "").localeCompare(other.start ?? "")).flatMap((day) => of(day) ?? []).map(Number);

function Figures({ outcomes: { totals, previous }, daily, span }: { outcomes: Outcomes; daily: readonly Group[]; span: number }) {
  const interval = totals.happy_interval;
  const all = judgedDays(daily, span);
  return (
    <FigureCards
      cards={[
        { label: words.kpis.runs, value: whole(totals.runs), note: previous ? words.before(whole(previous.runs)) : "", trend: all.map((day) => day.runs) },
        { label: words.kpis.happy, value: totals.happy_share === null ? "–" : percent(totals.happy_share), note: interval ? words.between(percent(interval[0]), percent(interval[1])) : words.notJudged, trend: all.map((day) => day.happy), color: "var(--fern)" },
        { label: words.kpis.perHappy, value: totals.credits_per_happy === null ? "–" : credits(totals.credits_per_happy), note: previous?.credits_per_happy ? words.before(credits(previous.credits_per_happy)) : "", trend: told(daily, (day) => day.credits_per_happy), color: "var(--iris)" },
        { label: words.kpis.p50, value: totals.latency_ms.p50 === null ? "–" : duration(totals.latency_ms.p50), trend: told(daily, (day) => day.latency_ms.p50), color: "var(--pollen)" },
      ]}
    />
  );
}

function Reasons({ asked }: { asked: Asked }) {
  const { data } = useQuery(outcomesQuery("reason", asked));
  const reasons = data?.data.filter((group) => group.unhappy > 0) ?? [];
  return (
    <Panel title={words.reasons}>
      {reasons.length === 0 && <p className="text-[14.5px] text-ink-3">{words.noReasons}</p>}
      <ul className="grid gap-2">
        {reasons.map((group, i) => (
          <li key={i} className="flex items-baseline gap-3 rounded-[14px_14px_14px_5px] bg-ember-wash px-3.5 py-2.5 text-[14.5px]">
            <span className="min-w-0 flex-1 break-words">{group.reason || words.noReason}</span>
            <b className="num text-ember-text">{whole(group.unhappy)}</b>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
