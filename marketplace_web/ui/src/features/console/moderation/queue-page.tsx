import { useQueries } from "@tanstack/react-query";
import { clsx } from "clsx";
import { casesQuery, QUEUES, waitingQuery, type Case, type CasesWanted } from "@/api/console/moderation";
import { PageHead } from "@/components/page-head";
import { Sigil } from "@/brand/sigil";
import { capital, sentence } from "@/lib/format";
import { moderation as words } from "@/strings/moderation";
import { State, When } from "../parts/bits";
import { useWanted } from "@/components/filters";
import { Listing } from "../parts/listing";
import type { Column } from "../parts/rows";
import { gravest, worstOf } from "./findings";

const COLUMNS: readonly Column<Case>[] = [
  { head: words.columns.subject, cell: (row) => <span className="flex items-center gap-2.5"><Sigil id={row.subject_id} size={28} /><span className="min-w-0"><span className="block truncate">{row.subject_name ?? words.nameless}</span><span className="block truncate text-[12.5px] font-[400] text-ink-3">{words.kinds[row.queue] ?? sentence(row.queue)}</span></span></span> },
  { head: words.columns.why, whole: true, cell: (row) => <Why row={row} /> },
  { head: words.columns.findings, from: "md", stacked: true, cell: (row) => <span className={clsx("num whitespace-nowrap", worstOf(row.findings) === "grave" ? "font-[600] text-ember-text" : worstOf(row.findings) === "warning" ? "font-[600] text-pollen-text" : "text-ink-3")}>{words.findings(row.findings.length)}</span> },
  { head: words.columns.status, beside: true, cell: (row) => <State of={row.status} words={words.states} /> },
  { head: words.columns.age, end: true, cell: (row) => <When iso={row.closed_at ?? row.created_at} /> },
];

function Why({ row }: { row: Case }) {
  const first = gravest(row.findings);
  return (
    <span className="block max-w-[420px]">
      <span className="block font-[550]">{words.openedBy[row.opened_by] ?? sentence(row.opened_by)}</span>
      {first && <span className="line-clamp-2 break-words text-[13px] text-ink-3">{capital(first.detail)}</span>}
    </span>
  );
}

const look = (on: boolean) => clsx("h-8 rounded-[9px] px-3 text-[13.5px] font-[600] transition-colors", on ? "bg-ink text-bg" : "text-ink-2 hover:bg-sunk");
const chip = (on: boolean) => clsx("chip !h-9 !rounded-[12px] !px-3.5 !text-[13.5px] transition-colors", on ? "!border-orchid-400 !bg-wash !text-brand-text" : "hover:!border-line-2");

export default function QueuePage() {
  const [wanted, want] = useWanted<CasesWanted>();
  const closed = wanted.status === "closed";
  return (
    <>
      <PageHead title={words.title} lead={words.lead} action={<OpenOrClosed closed={closed} onChoose={(status) => want({ status })} />} />
      <Queues chosen={wanted.queue} onChoose={(queue) => want({ queue })} />
      <Listing<Case> label={words.title} query={casesQuery(wanted)} keyOf={(row) => row.id} to={(row) => `/console/moderation/${row.id}`} columns={COLUMNS} empty={closed ? words.emptyClosed : words.empty} />
    </>
  );
}

function OpenOrClosed({ closed, onChoose }: { closed: boolean; onChoose: (status: string | undefined) => void }) {
  return (
    <div role="group" aria-label={words.statusFilter} className="flex gap-0.5 rounded-[12px] border bg-surface p-1">
      <button type="button" aria-pressed={!closed} className={look(!closed)} onClick={() => onChoose(undefined)}>{words.open}</button>
      <button type="button" aria-pressed={closed} className={look(closed)} onClick={() => onChoose("closed")}>{words.closed}</button>
    </div>
  );
}

/** What waits in each queue: counted up to a hundred, which is more than anybody should let it be. */
function Queues({ chosen, onChoose }: { chosen: string | undefined; onChoose: (queue: string | undefined) => void }) {
  const counts = useQueries({ queries: QUEUES.map((queue) => waitingQuery(queue)) });
  return (
    <div role="group" aria-label={words.columns.subject} className="mb-4 flex flex-wrap gap-2">
      <button type="button" aria-pressed={!chosen} className={chip(!chosen)} onClick={() => onChoose(undefined)}>{words.all}</button>
      {QUEUES.map((queue, i) => {
        const found = counts[i]?.data;
        return (
          <button key={queue} type="button" aria-pressed={chosen === queue} className={chip(chosen === queue)} onClick={() => onChoose(queue)}>
            {words.queues[queue]}
            {found && <b className={clsx("num", found.count === 0 && "font-[400] text-ink-3")}>{found.more ? `${found.count}+` : found.count}</b>}
          </button>
        );
      })}
    </div>
  );
}
