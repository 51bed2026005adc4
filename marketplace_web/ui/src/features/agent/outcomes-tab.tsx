import { useQuery } from "@tanstack/react-query";
import type { Listing } from "@/api/catalog";
import { listingOutcomesQuery, type ListingOutcomes } from "@/api/reviews";
import { teamOf, useSession } from "@/api/session";
import { percent } from "@/api/shown";
import { brief, credits, duration, onDay } from "@/lib/format";
import { reviews } from "@/strings/reviews";
import { OutcomeBar } from "@/ui/marks";
import { Empty, Failed, Skeletons } from "@/ui/states";

const words = reviews.outcomes;
const SECOND = 1000;

type Numbers = NonNullable<ListingOutcomes["all"]>;

export function OutcomesTab({ listing }: { listing: Listing }) {
  const { data, error, refetch } = useQuery(listingOutcomesQuery(listing.id));
  const me = useSession();
  // Who works alone knows no organizations, though each of them counts as one.
  const who = me && teamOf(me) === null ? words.accounts : words.organizations;
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Skeletons count={1} each="h-40" />;
  const least = data.minimum_organizations;
  if (!data.all) return <Empty seed={`${listing.id}-outcomes`} title={words.none} className="petal-card">{words.noneMore(least, who)}</Empty>;
  return (
    <div>
      <p className="max-w-[68ch] text-[15px] text-ink-2">{words.lead}</p>
      <div className="petal-card mt-4 overflow-x-auto p-2" tabIndex={0} role="region" aria-label={words.table}>
        <table className="data">
          <thead><tr>{[words.model, words.happy, words.interval, words.runs, words.from, words.seconds, words.cost].map((head) => <th key={head} scope="col">{head}</th>)}</tr></thead>
          <tbody>
            <Row name={words.all} of={data.all} who={who} strong />
            {data.models.map((one) => <Row key={one.model ?? ""} name={one.model ?? words.noModel} of={one} who={who} />)}
          </tbody>
        </table>
      </div>
      <p className="mt-3 text-[13.5px] text-ink-3">{words.shownFrom(least, who)} {data.as_of && words.asOf(onDay(data.as_of))}</p>
    </div>
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
