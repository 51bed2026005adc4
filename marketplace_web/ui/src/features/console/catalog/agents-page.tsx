import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { categoriesQuery, listingsQuery, type ListingCard, type Wanted } from "@/api/catalog";
import { useAct } from "@/api/console/shared";
import type { Report } from "@/api/reviews";
import { percent } from "@/api/shown";
import { Sigil } from "@/brand/sigil";
import { priceLine } from "@/components/agent-price";
import { PageHead } from "@/components/page-head";
import { tenths } from "@/lib/format";
import { agents } from "@/strings/agents";
import { agentsWords as words } from "@/strings/console-agents";
import { SelectField } from "@/ui/field";
import { ActButton } from "../parts/act-button";
import { When } from "../parts/bits";
import { Choice, Filters, SearchField, useWanted } from "@/components/filters";
import { Listing } from "../parts/listing";
import type { Column } from "../parts/rows";

const KINDS = Object.entries(words.openCase.kinds).map(([value, label]) => ({ value, label }));
const SORTS = Object.entries(agents.filters.sorts).map(([value, label]) => ({ value, label }));

const COLUMNS: readonly Column<ListingCard>[] = [
  { head: words.columns.name, cell: (row) => <span className="flex items-center gap-2.5"><Sigil id={row.agent_id} size={28} /><span className="min-w-0"><span className="block truncate">{row.name}</span><span className="block truncate text-[12.5px] font-[400] text-ink-3">{agents.by(row.publisher.name)}</span></span></span> },
  { head: words.columns.category, from: "lg", cell: (row) => <span className="text-ink-2">{row.categories[0]?.name ?? "–"}</span> },
  { head: words.columns.price, from: "md", stacked: true, cell: (row) => <span className="num whitespace-nowrap">{priceLine(row.price)}</span> },
  { head: words.columns.rating, from: "md", end: true, cell: ({ rating }) => <span className="num">{rating.score === null ? "–" : words.rating(tenths(rating.score), rating.reviews)}</span> },
  { head: words.columns.happy, from: "lg", end: true, cell: ({ outcomes }) => <span className="num">{outcomes ? `${percent(outcomes.happy_share)}%` : "–"}</span> },
  { head: words.columns.since, from: "md", end: true, cell: (row) => <When iso={row.published_at} /> },
];

/** What everybody finds in the marketplace; whatever looks wrong is made a case of. */
export default function AgentsPage() {
  const [wanted, want] = useWanted<Wanted>();
  const { data: tree = [] } = useQuery(categoriesQuery);
  const categories = tree.filter((one) => one.parent === null).map((one) => ({ value: one.slug, label: one.name }));
  return (
    <>
      <PageHead title={words.title} lead={words.lead} />
      <Filters>
        <SearchField label={words.search} value={wanted.q} onSearch={(q) => want({ q })} />
        <Choice label={words.category} value={wanted.category} options={categories} onChoose={(category) => want({ category })} />
        <Choice label={agents.filters.sort} value={wanted.sort} options={SORTS} onChoose={(sort) => want({ sort: sort as Wanted["sort"] })} />
      </Filters>
      <Listing<ListingCard> label={words.title} query={listingsQuery(wanted)} keyOf={(row) => row.id} to={(row) => `/agents/${row.agent_id}`} columns={COLUMNS} actions={(row) => <OpenCase of={row} />} empty={words.empty} />
    </>
  );
}

/** A case is what takes an agent down: with a reason, a second moderator where it is grave, and an appeal. */
function OpenCase({ of }: { of: ListingCard }) {
  const report = useAct("POST /v1/reports");
  const navigate = useNavigate();
  const act = async (text: string, given: FormData) => {
    await report.mutateAsync({ body: { subject_type: "listing", subject_id: of.id, reason: String(given.get("kind")) as Report["reason"], text } });
    await navigate({ to: "/console/moderation", search: { queue: "listings" } as never });
  };
  return (
    <ActButton words={words.openCase} title={words.openCase.title(of.name)} look="primary" openLook="ghost" small act={act}>
      <SelectField label={words.openCase.kind} name="kind" options={KINDS} />
    </ActButton>
  );
}
