import { useQuery } from "@tanstack/react-query";
import { discoveryQuery, type Discovery, type Query } from "@/api/console/sales";
import { Filters, useWanted } from "@/components/filters";
import { PageHead, Panel } from "@/components/page-head";
import { onDay, sentence, whole } from "@/lib/format";
import { foundWords as words } from "@/strings/console-sales";
import { Empty, Failed, Skeletons } from "@/ui/states";
import { Figure } from "../parts/bits";
import { DayBars } from "../parts/day-bars";
import { asked, everyDay, spanOf } from "../parts/days";
import { Rows, type Column } from "../parts/rows";
import { SpanChoice } from "../parts/span-choice";

interface Wanted { days?: string; what?: string }

const FIRST = ["search", "view", "enable", "purchase"];
const nameOf = (kind: string): string => words.kinds[kind] ?? sentence(kind);

export default function DiscoveryPage() {
  const [wanted, want] = useWanted<Wanted>();
  const span = spanOf(wanted.days);
  const days = asked(span);
  const { data, error, refetch, isPlaceholderData } = useQuery(discoveryQuery(days));
  const kinds = Object.keys(words.kinds).filter((one) => data && one in data.totals);
  const empty = data && kinds.length === 0;
  const kind = kinds.find((one) => one === wanted.what) ?? kinds[0] ?? "search";
  return (
    <>
      <PageHead title={words.title} lead={words.lead} />
      <Filters>
        <SpanChoice value={span} onChoose={(next) => want({ days: next === "30" ? undefined : next })} />
        {kinds.length > 0 && (
          <select aria-label={words.kind} value={kind} onChange={(event) => want({ what: event.target.value === "search" ? undefined : event.target.value })} className="field !h-10 !w-auto !text-[14px]">
            {kinds.map((one) => <option key={one} value={one}>{nameOf(one)}</option>)}
          </select>
        )}
      </Filters>
      {error && <Failed error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeletons count={3} className="grid gap-4" each="h-36" />}
      {empty && <Empty seed="discovery" title={words.empty.title} className="petal-card">{words.empty.text}</Empty>}
      {data && !empty && (
        <div className={isPlaceholderData ? "grid gap-4 opacity-50 transition-opacity" : "grid gap-4 transition-opacity"} aria-busy={isPlaceholderData}>
          <dl className="grid grid-cols-2 gap-3 lg:grid-cols-4">{FIRST.map((one) => <Figure key={one} label={nameOf(one)} value={whole(data.totals[one] ?? 0)} />)}</dl>
          <Trend data={data} days={days} kind={kind} />
          <Searched queries={data.queries} least={data.minimum} />
        </div>
      )}
    </>
  );
}

function Trend({ data, days, kind }: { data: Discovery; days: { from: string; to: string }; kind: string }) {
  const every = everyDay<Discovery["days"][number]>(data.days, days, (day) => ({ day, counts: {} }));
  return (
    <DayBars
      title={nameOf(kind)}
      columns={[words.columns.day, nameOf(kind)]}
      days={every.map((one) => ({ day: one.day, value: one.counts[kind] ?? 0 }))}
      figuresOf={({ value }) => [whole(value)]}
      said={({ day, value }) => words.ofDay(onDay(day), whole(value))}
    />
  );
}

const query: Column<Query> = { head: words.columns.query, cell: (row) => <span className="break-words font-[600]">{row.query}</span> };
const times: Column<Query> = { head: words.columns.times, end: true, beside: true, cell: (row) => <span className="num font-[600]">{whole(row.times)}</span> };
const without: Column<Query> = { head: words.columns.without, end: true, beside: true, cell: (row) => <span className="num font-[600]">{whole(row.without_results)}</span> };
const share: Column<Query> = { head: words.columns.share, end: true, from: "md", cell: (row) => <span className="num text-ink-2">{words.rate(Math.round((row.without_results / row.times) * 100))}</span> };

function Searched({ queries, least }: { queries: readonly Query[]; least: number }) {
  const missed = queries.filter((one) => one.without_results > 0).toSorted((a, b) => b.without_results - a.without_results);
  return (
    <>
      <div className="grid items-start gap-4 xl:grid-cols-2">
        <Panel title={words.queries}>
          {queries.length === 0 ? <p className="text-[14px] text-ink-3">{words.none}</p> : <Rows<Query> flat label={words.queries} rows={queries} keyOf={(row) => row.query} columns={[query, times]} />}
        </Panel>
        <Panel title={words.nothing}>
          <p className="-mt-2 mb-3 text-[14px] text-ink-2">{words.nothingLead}</p>
          {missed.length === 0 ? <p className="text-[14px] text-ink-3">{queries.length === 0 ? words.none : words.allFound}</p> : <Rows<Query> flat label={words.nothing} rows={missed} keyOf={(row) => row.query} columns={[query, without, share]} />}
        </Panel>
      </div>
      <p className="px-2 text-[13px] text-ink-3">{words.least(least)}</p>
    </>
  );
}
