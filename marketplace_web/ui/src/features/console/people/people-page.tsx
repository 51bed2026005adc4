import { peopleQuery, type PeopleWanted, type Person } from "@/api/console/people";
import { PageHead } from "@/components/page-head";
import { consoleWords } from "@/strings/console";
import { peopleWords } from "@/strings/console-people";
import { State, When } from "../parts/bits";
import { Choice, Filters, SearchField, useWanted } from "@/components/filters";
import { Listing } from "../parts/listing";
import type { Column } from "../parts/rows";
import { Face } from "./face";

const words = peopleWords.people;
const STATES = [{ value: "active", label: peopleWords.states.active ?? "" }, { value: "suspended", label: peopleWords.states.suspended ?? "" }];

const COLUMNS: readonly Column<Person>[] = [
  { head: words.columns.name, cell: (row) => <Face name={row.name} email={row.email} /> },
  { head: words.columns.role, from: "md", cell: (row) => <span className="text-ink-2">{row.platform_role ? peopleWords.roles.names[row.platform_role] : words.none}</span> },
  { head: words.columns.status, beside: true, cell: (row) => <State of={row.status} words={peopleWords.states} /> },
  { head: words.columns.since, end: true, cell: (row) => <When iso={row.created_at} /> },
];

export default function PeoplePage() {
  const [wanted, want] = useWanted<PeopleWanted>();
  return (
    <>
      <PageHead title={words.title} lead={words.lead} />
      <Filters>
        <SearchField label={words.search} value={wanted.q} onSearch={(q) => want({ q })} />
        <Choice label={consoleWords.status} value={wanted.status} options={STATES} onChoose={(status) => want({ status })} />
      </Filters>
      <Listing<Person> label={words.title} query={peopleQuery(wanted)} keyOf={(row) => row.id} to={(row) => `/console/people/${row.id}`} columns={COLUMNS} empty={words.empty} />
    </>
  );
}
