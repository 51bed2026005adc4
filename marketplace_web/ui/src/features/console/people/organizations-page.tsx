import { organizationsQuery, type Organization, type OrganizationsWanted } from "@/api/console/people";
import { PageHead } from "@/components/page-head";
import { Sigil } from "@/brand/sigil";
import { whole } from "@/lib/format";
import { consoleWords } from "@/strings/console";
import { peopleWords } from "@/strings/console-people";
import { State, When } from "../parts/bits";
import { Choice, Filters, SearchField, useWanted } from "@/components/filters";
import { Listing } from "../parts/listing";
import type { Column } from "../parts/rows";

const words = peopleWords.organizations;
const options = (names: Readonly<Record<string, string>>) => Object.entries(names).map(([value, label]) => ({ value, label }));

const COLUMNS: readonly Column<Organization>[] = [
  { head: words.columns.name, cell: (row) => <span className="flex items-center gap-2.5"><Sigil id={row.id} size={28} /><span className="min-w-0 truncate">{row.name || peopleWords.erased}</span></span> },
  { head: words.columns.type, cell: (row) => <span className="text-ink-2">{words.types[row.type] ?? row.type}</span> },
  { head: words.columns.members, from: "md", end: true, cell: (row) => <span className="num">{whole(row.members)}</span> },
  { head: words.columns.status, beside: true, cell: (row) => <State of={row.status} words={peopleWords.states} /> },
  { head: words.columns.since, end: true, cell: (row) => <When iso={row.created_at} /> },
];

export default function OrganizationsPage() {
  const [wanted, want] = useWanted<OrganizationsWanted>();
  return (
    <>
      <PageHead title={words.title} lead={words.lead} />
      <Filters>
        <SearchField label={words.search} value={wanted.q} onSearch={(q) => want({ q })} />
        <Choice label={words.type} value={wanted.type} options={options(words.types)} onChoose={(type) => want({ type })} />
        <Choice label={consoleWords.status} value={wanted.status} options={options(peopleWords.states)} onChoose={(status) => want({ status })} />
      </Filters>
      <Listing<Organization> label={words.title} query={organizationsQuery(wanted)} keyOf={(row) => row.id} to={(row) => `/console/organizations/${row.id}`} columns={COLUMNS} empty={words.empty} />
    </>
  );
}
