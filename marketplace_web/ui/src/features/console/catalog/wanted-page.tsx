import { wantedAgentsQuery, type Missing } from "@/api/console/platform";
import { PageHead } from "@/components/page-head";
import { whole } from "@/lib/format";
import { wantedWords as words } from "@/strings/console-agents";
import { When } from "../parts/bits";
import { Listing } from "../parts/listing";
import type { Column } from "../parts/rows";

const COLUMNS: readonly Column<Missing>[] = [
  { head: words.columns.text, cell: (row) => <span className="whitespace-normal break-words">{row.text}</span> },
  { head: words.columns.people, end: true, beside: true, cell: (row) => <span className="num">{whole(row.people)}<span className="text-ink-3 sm:hidden"> {words.asking(row.people)}</span></span> },
  { head: words.columns.organizations, from: "md", end: true, cell: (row) => <span className="num">{whole(row.organizations)}</span> },
  { head: words.columns.first, from: "lg", end: true, cell: (row) => <When iso={row.first_at} /> },
  { head: words.columns.last, from: "md", stacked: true, end: true, cell: (row) => <When iso={row.last_at} /> },
];

/** What people ask for and nobody offers: what most of them ask for first. */
export default function WantedPage() {
  return (
    <>
      <PageHead title={words.title} lead={words.lead} />
      <Listing<Missing> label={words.title} query={wantedAgentsQuery} keyOf={(row) => row.text} columns={COLUMNS} empty={words.empty} />
    </>
  );
}
