import { useQuery } from "@tanstack/react-query";
import type { Agent } from "@/api/catalog";
import { checksQuery, type Listing } from "@/api/making";
import { Panel } from "@/components/page-head";
import { at } from "@/lib/format";
import { own } from "@/strings/studio-agent";
import { ButtonLink } from "@/ui/button";
import { Empty, Failed } from "@/ui/states";
import { Findings } from "../wizard/findings";
import { ListingEditor } from "./listing-editor";
import { ListingState } from "./listing-state";
import { MediaPanel } from "./media-panel";

const words = own.listing;

export function ListingTab({ agent, listing }: { agent: Agent; listing: Listing | null }) {
  if (!listing) return <Empty seed={agent.id} title={words.none} className="petal-card" action={<ButtonLink to="/studio/new" search={{ draft: agent.id }} look="primary">{words.make}</ButtonLink>}>{words.noneMore}</Empty>;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 xl:grid-cols-[minmax(0,1fr)_340px]">
      <div className="grid gap-4">
        <ListingState listing={listing} />
        <ListingEditor key={listing.updated_at} listing={listing} />
      </div>
      <div className="grid gap-4">
        <Panel><Checks listing={listing} /></Panel>
        <MediaPanel listing={listing} />
        <Changelog listing={listing} />
      </div>
    </div>
  );
}

function Checks({ listing }: { listing: Listing }) {
  const { data, error, refetch } = useQuery(checksQuery(listing.id));
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  return data ? <Findings findings={data} /> : <span className="skeleton block h-16" />;
}

function Changelog({ listing }: { listing: Listing }) {
  return (
    <Panel title={words.changelog}>
      <p className="text-[13.5px] text-ink-3">{words.changelogLead}</p>
      <ol className="mt-3 grid gap-3 border-s-2 border-line-2 ps-4">
        {listing.changelog.map((one) => (
          <li key={one.version}>
            <p className="flex flex-wrap items-baseline gap-x-2"><b className="mono text-[13.5px] font-[600]">{one.version}</b><span className="text-[12.5px] text-ink-3">{at(one.created_at)}</span></p>
            {one.note && <p className="mt-0.5 whitespace-pre-line break-words text-[13.5px] text-ink-2">{one.note}</p>}
          </li>
        ))}
      </ol>
    </Panel>
  );
}
