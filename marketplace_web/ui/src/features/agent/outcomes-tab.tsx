import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ListChecks, Scale, UserRound } from "lucide-react";
import { useState } from "react";
import type { Listing } from "@/api/catalog";
import { listingOutcomesQuery, type ListingOutcomes } from "@/api/reviews";
import { teamOf, useSession } from "@/api/session";
import { percent } from "@/api/shown";
import { brief, credits, duration, onDay } from "@/lib/format";
import { outcomes as words } from "@/strings/outcomes";
import { OutcomeBar } from "@/ui/marks";
import { Empty, Failed, Skeletons } from "@/ui/states";

const SECOND = 1000;
const ICONS = { person: UserRound, rule: ListChecks, judge: Scale } as const;
const SELECT = "h-10 rounded-[12px] border border-line-strong bg-surface px-3 text-[14px] font-[550] text-ink-2";

type Numbers = NonNullable<ListingOutcomes["all"]>;
type Told = ListingOutcomes["sources"][number];
type Source = Told["source"];

export function OutcomesTab({ listing }: { listing: Listing }) {
  const [version, setVersion] = useState("");
  const { data, error, refetch, isPlaceholderData } = useQuery({ ...listingOutcomesQuery(listing.id, version), placeholderData: keepPreviousData });
  const me = useSession();
  // Who works alone knows no organizations, though each of them counts as one.
  const alone = me !== null && me !== undefined && teamOf(me) === null;
  const who = alone ? words.accounts : words.organizations;
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Skeletons count={1} each="h-40" />;
  const least = data.minimum_organizations;
  if (data.versions.length === 0) return <Empty seed={`${listing.id}-outcomes`} title={words.none} className="petal-card">{words.noneMore(least, who)}</Empty>;
  const told = data.sources.filter((one) => one.all !== null);
  return (
    <div>
      <div className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
        <p className="max-w-[68ch] text-[15px] text-ink-2">{words.lead}</p>
        <label className="grid gap-1 text-[13px] text-ink-3">
          {words.version}
          <select className={SELECT} value={version} onChange={(event) => setVersion(event.target.value)}>
            <option value="">{words.everyVersion}</option>
            {data.versions.map((one) => <option key={one} value={one}>{one}</option>)}
          </select>
        </label>
      </div>
      <div className={`petal-card mt-4 overflow-x-auto p-2 transition-opacity ${isPlaceholderData ? "opacity-60" : ""}`} tabIndex={0} role="region" aria-label={words.table} aria-busy={isPlaceholderData}>
        <table className="data">
          <thead><tr>{[words.model, words.happy, words.interval, words.runs, words.from, words.seconds, words.cost].map((head) => <th key={head} scope="col">{head}</th>)}</tr></thead>
          {told.map((one) => <OfSource key={one.source} of={one} who={who} />)}
        </table>
      </div>
      <Legend alone={alone} />
      <p className="mt-3 text-[13.5px] text-ink-3">{words.shownFrom(least, who)} {data.as_of && words.asOf(onDay(data.as_of))}</p>
    </div>
  );
}

function OfSource({ of, who }: { of: Told; who: string }) {
  if (!of.all) return null;
  return (
    <tbody>
      <tr><th scope="rowgroup" colSpan={7} className="!pt-4"><Mark source={of.source} /></th></tr>
      <Row name={words.all} of={of.all} who={who} strong />
      {of.models.map((one) => <Row key={one.model ?? ""} name={one.model ?? words.noModel} of={one} who={who} />)}
    </tbody>
  );
}

function Mark({ source }: { source: Source }) {
  const Icon = ICONS[source];
  return <span className="inline-flex items-center gap-2 text-[13.5px] font-[650] text-ink"><Icon size={16} strokeWidth={1.75} className="text-brand-text" aria-hidden />{words.sources[source]}</span>;
}

/** In the order in which they are believed. */
function Legend({ alone }: { alone: boolean }) {
  const texts = alone ? words.sourcesMoreAlone : words.sourcesMore;
  return (
    <dl aria-label={words.legend} className="mt-4 grid gap-x-6 gap-y-3 sm:grid-cols-3">
      {(["person", "rule", "judge"] as const).map((source) => (
        <div key={source}>
          <dt><Mark source={source} /></dt>
          <dd className="mt-0.5 text-[13.5px] text-ink-3">{texts[source]}</dd>
        </div>
      ))}
    </dl>
  );
}

function Row({ name, of, who, strong = false }: { name: string; of: Numbers; who: string; strong?: boolean }) {
  return (
    <tr>
      <th scope="row" className={strong ? "!text-[14px] !text-ink" : "mono !font-normal !text-ink-2"}>{name}</th>
      <td className="min-w-[120px]"><b className="num text-[14px] text-fern-text">{`${percent(of.happy_share)}%`}</b><OutcomeBar happy={percent(of.happy_share)} /></td>
      <td className="num whitespace-nowrap">{words.between(percent(of.low), percent(of.high))}</td>
      <td className="num">{brief(of.runs)}</td>
      <td className="num whitespace-nowrap">{`${of.organizations} ${who}`}</td>
      <td className="num whitespace-nowrap">{of.median_seconds === null ? "–" : duration(of.median_seconds * SECOND)}</td>
      <td className="num">{of.credits_per_happy === null ? "–" : credits(of.credits_per_happy)}</td>
    </tr>
  );
}
