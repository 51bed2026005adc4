import { clsx } from "clsx";
import { ChevronRight } from "lucide-react";
import { useState } from "react";
import type { AuditEvent } from "@/api/organization";
import { ago, at } from "@/lib/format";
import { auditWords as words } from "@/strings/audit";
import { IdChip } from "@/ui/copy";
import { actOf, changesOf, fieldName, gistOf } from "./audit-lines";
import { Face, Tag } from "./parts";
import { useKnownNames, useNames } from "./use-names";

/** One act in a line; what was before and is after, from where and with what, behind it. */
export function AuditLine({ event }: { event: AuditEvent }) {
  const [open, setOpen] = useState(false);
  const who = useActor(event);
  const gist = gistOf(event, useKnownNames());
  return (
    <div>
      <button type="button" aria-expanded={open} onClick={() => setOpen(!open)} className="flex w-full items-center gap-3 px-4 py-2.5 text-start transition-colors hover:bg-surface-2 sm:px-5">
        <Face name={who} size={28} />
        <span className="min-w-0 flex-1">
          <span className="block text-[14px]"><b className="font-[650]">{who}</b> {actOf(event)} {event.outcome !== "success" && <Tag tone="ember">{words.failed}</Tag>}</span>
          <span className="block truncate text-[13px] text-ink-3"><span className="sm:hidden">{ago(event.occurred_at)}{gist && ", "}</span>{gist}</span>
        </span>
        <time dateTime={event.occurred_at} title={at(event.occurred_at)} className="shrink-0 text-[13px] text-ink-3 max-sm:hidden">{ago(event.occurred_at)}</time>
        <ChevronRight size={16} aria-hidden className={clsx("shrink-0 text-ink-3 transition-transform", open && "rotate-90")} />
      </button>
      {open && <Details event={event} />}
    </div>
  );
}

function useActor(event: AuditEvent): string {
  const nameOf = useNames();
  if (event.as_platform || event.action.startsWith("support_access.re")) return words.platform;
  if (event.actor.type === "system") return words.system;
  return event.actor.id ? nameOf(event.actor.id) : words.anonymous;
}

function Details({ event }: { event: AuditEvent }) {
  const changes = changesOf(event);
  const { facts } = words;
  const rows: [string, string | null][] = [[facts.address, event.address], [facts.agent, event.user_agent], [facts.place, String(event.seq)]];
  return (
    <div className="line-in grid gap-4 bg-surface-2 px-4 py-4 sm:px-5">
      {changes.length === 0 ? <p className="text-[13.5px] text-ink-3">{words.unchanged}</p> : (
        <div className="scroll-x" tabIndex={0} role="region" aria-label={words.details}>
          <table className="data">
            <thead><tr><th scope="col"><span className="sr-only">{words.about}</span></th><th scope="col">{words.before}</th><th scope="col">{words.after}</th></tr></thead>
            <tbody>{changes.map((one) => <tr key={one.field}><th scope="row" className="!text-[13.5px] !text-ink-2">{fieldName(one.field)}</th><Value text={one.before} tone="text-ember-text" /><Value text={one.after} tone="text-fern-text" /></tr>)}</tbody>
          </table>
        </div>
      )}
      <dl className="flex flex-wrap gap-x-7 gap-y-2.5 text-[13px]">
        <Fact label={words.kinds[event.target.type] ?? facts.target}>{event.target.id && <IdChip id={event.target.id} />}</Fact>
        {rows.filter(([, value]) => value).map(([label, value]) => <Fact key={label} label={label}><span className="max-w-[300px] truncate text-ink-2" title={value ?? undefined}>{value}</span></Fact>)}
        {event.request_id && <Fact label={facts.request}><IdChip id={event.request_id} /></Fact>}
        <Fact label={facts.hash}><IdChip id={event.hash} /></Fact>
      </dl>
    </div>
  );
}

function Fact({ label, children }: { label: string; children: React.ReactNode }) {
  return <div className="flex min-w-0 items-center gap-2"><dt className="shrink-0 text-ink-3">{label}</dt><dd className="flex min-w-0 items-center">{children}</dd></div>;
}

function Value({ text, tone }: { text: string | null; tone: string }) {
  return <td className={clsx("max-w-[320px] break-words", text === null ? "text-ink-3" : tone)}>{text ?? words.nothing}</td>;
}
