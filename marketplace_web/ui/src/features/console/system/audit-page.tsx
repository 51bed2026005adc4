import { Download } from "lucide-react";
import { useState } from "react";
import { eventsFile, eventsQuery, type Event, type EventsWanted } from "@/api/console/platform";
import { PageHead } from "@/components/page-head";
import { at, capital, sentence } from "@/lib/format";
import { auditWords } from "@/strings/audit";
import { systemWords } from "@/strings/console-system";
import { CodeBlock } from "@/ui/copy";
import { Dialog } from "@/ui/dialog";
import { Actor } from "../parts/actor";
import { Badge, Facts, When } from "../parts/bits";
import { Filters, SearchField, useWanted } from "@/components/filters";
import { Listing } from "../parts/listing";

const words = systemWords.audit;
const FIELD = "field !h-10 !w-auto !text-[14px] max-sm:min-w-0 max-sm:flex-[1_1_40%]";

/** A day, as the hub takes times: from its beginning, or to its end. */
export const moment = (day: string | undefined, end: boolean): string | undefined => (day && /^\d{4}-\d{2}-\d{2}$/.test(day) ? `${day}T${end ? "23:59:59" : "00:00:00"}Z` : undefined);

const meant = (wanted: EventsWanted): EventsWanted => ({ ...wanted, q: wanted.q && wanted.q.length >= 2 ? wanted.q : undefined, since: moment(wanted.since, false), until: moment(wanted.until, true) });

export default function AuditPage() {
  const [wanted, want] = useWanted<EventsWanted>();
  const [opened, setOpened] = useState<Event | null>(null);
  const { columns } = words;
  return (
    <>
      <PageHead title={words.title} lead={words.lead} action={<a className="btn btn-ghost" href={eventsFile(meant(wanted))} download><Download size={16} />{words.csv}</a>} />
      <Filters>
        <SearchField label={words.search} value={wanted.q} onSearch={(q) => want({ q })} />
        <input aria-label={words.action} placeholder={words.action} defaultValue={wanted.action} onBlur={(event) => want({ action: event.target.value.trim() || undefined })} onKeyDown={(event) => event.key === "Enter" && want({ action: event.currentTarget.value.trim() || undefined })} className={`${FIELD} sm:max-w-[190px]`} />
        <input aria-label={words.actor} placeholder={words.actor} defaultValue={wanted.actor} onBlur={(event) => want({ actor: event.target.value.trim() || undefined })} onKeyDown={(event) => event.key === "Enter" && want({ actor: event.currentTarget.value.trim() || undefined })} className={`${FIELD} sm:max-w-[190px]`} />
        <Day label={words.since} value={wanted.since} onChange={(since) => want({ since })} />
        <Day label={words.until} value={wanted.until} onChange={(until) => want({ until })} />
      </Filters>
      <Listing<Event>
        label={words.title} query={eventsQuery(meant(wanted))} keyOf={(row) => row.id} empty={words.empty}
        columns={[
          { head: columns.action, cell: (row) => <button type="button" data-row className="rounded text-start after:absolute after:inset-0" onClick={() => setOpened(row)}>{auditWords.acts[row.action] && <b className="block font-[600]">{capital(auditWords.acts[row.action] ?? "")}</b>}<span className={auditWords.acts[row.action] ? "mono block text-[12px] text-ink-3" : "mono text-[12.5px] font-[600]"}>{row.action}</span></button> },
          { head: columns.target, from: "md", stacked: true, cell: (row) => <span className="mono text-[12.5px] text-ink-2">{row.target.id ? `${row.target.id.slice(0, 14)}${row.target.id.length > 14 ? "…" : ""}` : row.target.type}</span> },
          { head: columns.who, cell: (row) => (row.actor.id ? <Actor id={row.actor.id} /> : sentence(row.actor.type)) },
          { head: columns.outcome, from: "md", stacked: true, cell: (row) => <Badge tone={row.outcome === "success" ? "good" : "bad"}>{sentence(row.outcome)}</Badge> },
          { head: columns.when, end: true, beside: true, cell: (row) => <When iso={row.occurred_at} /> },
        ]}
      />
      <Dialog open={opened !== null} onOpenChange={(open) => !open && setOpened(null)} title={words.detail} wide>{opened && <Whole event={opened} />}</Dialog>
    </>
  );
}

function Day({ label, value, onChange }: { label: string; value: string | undefined; onChange: (day: string | undefined) => void }) {
  return <label className="flex items-center gap-1.5 text-[13px] text-ink-3 max-sm:min-w-0 max-sm:flex-[1_1_40%]">{label}<input type="date" value={value ?? ""} onChange={(event) => onChange(event.target.value || undefined)} className={`${FIELD} !px-2.5`} /></label>;
}

const json = (value: unknown) => (value && Object.keys(value).length > 0 ? JSON.stringify(value, null, 2) : words.nothing);

function Whole({ event }: { event: Event }) {
  return (
    <div className="grid gap-4">
      <Facts
        rows={[
          [words.columns.action, event.action],
          [words.columns.when, at(event.occurred_at)],
          [words.columns.who, <span key="w" className="mono break-all text-[12.5px]">{event.actor.id ?? event.actor.type}</span>],
          [words.columns.target, <span key="t" className="mono break-all text-[12.5px]">{event.target.id ?? event.target.type}</span>],
          [words.organization, <span key="o" className="mono break-all text-[12.5px]">{event.organization_id}</span>],
          [words.address, event.address ?? "–"],
          [words.request, <span key="r" className="mono break-all text-[12.5px]">{event.request_id ?? "–"}</span>],
          [words.chain, String(event.seq)],
          [words.hash, <span key="h" className="mono break-all text-[12px]">{event.hash}</span>],
        ]}
      />
      <div className="grid gap-3 md:grid-cols-2">
        <CodeBlock label={words.before} code={json(event.before)} />
        <CodeBlock label={words.after} code={json(event.after)} />
      </div>
    </div>
  );
}
