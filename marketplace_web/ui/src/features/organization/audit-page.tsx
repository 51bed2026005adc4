import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Download, Search } from "lucide-react";
import { useDeferredValue, useState, type ReactNode } from "react";
import { auditFile, auditQuery, headsQuery, membersQuery, type AuditFilters, type AuditFormat } from "@/api/organization";
import { common } from "@/strings/common";
import { auditWords as words } from "@/strings/audit";
import { Button } from "@/ui/button";
import { Failed, Skeletons } from "@/ui/states";
import { AuditLine } from "./audit-line";
import { ChainState } from "./chain-state";
import { SMALL, SmallSelect } from "./parts";
import { OrganizationPage } from "./section";

const FORMATS = Object.keys(words.formats) as AuditFormat[];
type Wanted = Pick<AuditFilters, "actor" | "target_type" | "target" | "action" | "q"> & { since?: string; until?: string };

export default function AuditPage() {
  const search = useSearch({ strict: false }) as Wanted;
  const navigate = useNavigate();
  const narrow = (change: Wanted) => void navigate({ to: "/app/organization/audit", search: { ...search, ...change } as never, replace: true });
  const q = useDeferredValue(search.q?.trim() ?? "");
  const filters = filtersOf({ ...search, q: q.length > 1 ? q : undefined });
  const filtered = Object.keys(filters).length > 0;
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({ ...auditQuery(filters), placeholderData: (before) => before });
  const { isPending: headWaits } = useQuery(headsQuery);
  const events = data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <OrganizationPage title={words.title} lead={words.lead} action={<Export filters={filters} filtered={filtered} />}>
      {headWaits || (!data && !error) ? <Skeletons count={9} className="grid gap-3" each="h-16" /> : (
        <>
          <ChainState events={filtered ? [] : events} filtered={filtered} />
          <Filters search={search} narrow={narrow} filtered={filtered} clear={() => void navigate({ to: "/app/organization/audit", search: {} as never, replace: true })} />
          <div className="divide-y overflow-hidden rounded-[20px_20px_20px_7px] border bg-surface shadow-1">
            {error && <Failed error={error} retry={() => void refetch()} />}
            {data && events.length === 0 && <p className="px-5 py-8 text-center text-[14.5px] text-ink-3">{words.none}</p>}
            {events.map((event) => <AuditLine key={event.id} event={event} />)}
            {hasNextPage && <div className="p-3 text-center"><Button size="sm" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>{common.more}</Button></div>}
          </div>
        </>
      )}
    </OrganizationPage>
  );
}

const day = (text: string, later: number): string => new Date(new Date(`${text}T00:00:00`).getTime() + later * 86_400_000).toISOString();

/** Days of the page as moments of the API: `until` is the day's end. */
export function filtersOf({ since, until, ...rest }: Wanted): AuditFilters {
  const all = { ...rest, since: since ? day(since, 0) : undefined, until: until ? day(until, 1) : undefined };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value));
}

function Filters({ search, narrow, filtered, clear }: { search: Wanted; narrow: (change: Wanted) => void; filtered: boolean; clear: () => void }) {
  const { data: members = [] } = useQuery(membersQuery);
  const people = [{ value: "", label: words.anybody }, ...members.map((one) => ({ value: one.user_id, label: one.name || one.email }))];
  const kinds = [{ value: "", label: words.anything }, ...Object.entries(words.kinds).map(([value, label]) => ({ value, label }))];
  return (
    <div className="mb-4 flex flex-wrap items-end gap-2.5">
      <label className="relative block min-w-0 flex-[1_1_230px]">
        <span className="sr-only">{words.search}</span>
        <Search size={15} className="pointer-events-none absolute start-3 top-1/2 -translate-y-1/2 text-ink-3" />
        <input type="search" className="field !h-9 !rounded-[10px] !ps-9 !text-[13.5px]" placeholder={words.search} value={search.q ?? ""} onChange={(event) => narrow({ q: event.target.value || undefined })} />
      </label>
      <SmallSelect label={words.person} className="max-w-[150px]" value={search.actor ?? ""} onChange={(event) => narrow({ actor: event.target.value || undefined })} options={people} />
      <SmallSelect label={words.about} className="max-w-[150px]" value={search.target_type ?? ""} onChange={(event) => narrow({ target_type: event.target.value || undefined })} options={kinds} />
      <Day label={words.since} value={search.since} onChange={(since) => narrow({ since })} />
      <Day label={words.until} value={search.until} onChange={(until) => narrow({ until })} />
      {filtered && <Button size="sm" look="quiet" className="!h-9" onClick={clear}>{words.clear}</Button>}
    </div>
  );
}

function Day({ label, value, onChange }: { label: string; value: string | undefined; onChange: (day: string | undefined) => void }) {
  return <label className="flex items-center gap-1.5 text-[13px] text-ink-3">{label}<input type="date" className={SMALL} value={value ?? ""} onChange={(event) => onChange(event.target.value || undefined)} /></label>;
}

/** Links, so that the browser saves what comes: the record may be long. */
function Export({ filters, filtered }: { filters: AuditFilters; filtered: boolean }) {
  const [open, setOpen] = useState(false);
  return (
    <div className="relative">
      <Button aria-expanded={open} onClick={() => setOpen(!open)} onKeyDown={(event) => event.key === "Escape" && setOpen(false)}><Download size={16} />{words.export}</Button>
      {open && (
        <ul className="line-in absolute end-0 top-12 z-20 w-[250px] rounded-[16px_16px_6px_16px] border bg-raise p-1.5 shadow-3 max-sm:start-0 max-sm:end-auto">
          <li className="px-2.5 pb-1 pt-1.5 text-[12.5px] text-ink-3">{words.exportNote(filtered)}</li>
          {FORMATS.map((format) => <li key={format}><FileLink href={auditFile(format, filters)} onClick={() => setOpen(false)}>{words.formats[format]}</FileLink></li>)}
        </ul>
      )}
    </div>
  );
}

function FileLink({ href, onClick, children }: { href: string; onClick: () => void; children: ReactNode }) {
  return <a href={href} download onClick={onClick} className="flex h-9 items-center rounded-[10px] px-2.5 text-[14px] hover:bg-wash hover:text-brand-text">{children}</a>;
}
