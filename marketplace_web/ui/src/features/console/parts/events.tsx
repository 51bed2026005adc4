import { useInfiniteQuery } from "@tanstack/react-query";
import { eventsQuery, type Event, type EventsWanted } from "@/api/console/platform";
import { capital } from "@/lib/format";
import { auditWords } from "@/strings/audit";
import { peopleWords } from "@/strings/console-people";
import { Failed, Skeletons } from "@/ui/states";
import { Actor } from "./actor";
import { When } from "./bits";

const reasonOf = (event: Event): string => (typeof event.after?.reason === "string" ? event.after.reason : "");

/** The last acts of administrators on one thing: who, what, why. */
export function Events({ wanted }: { wanted: EventsWanted }) {
  const { data, error, isPending } = useInfiniteQuery(eventsQuery(wanted));
  const rows = (data?.pages[0] as { data: readonly Event[] } | undefined)?.data ?? [];
  if (isPending) return <Skeletons count={3} className="grid gap-2" each="h-8" />;
  if (error) return <Failed error={error} />;
  if (rows.length === 0) return <p className="text-[14px] text-ink-3">{peopleWords.organization.noEvents}</p>;
  return (
    <ol className="grid gap-1">
      {rows.map((event) => (
        <li key={event.id} className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 border-b py-2 text-[14px] last:border-b-0">
          {auditWords.acts[event.action] ? <b className="font-[600] max-sm:basis-full" title={event.action}>{capital(auditWords.acts[event.action] ?? "")}</b> : <span className="mono text-[12.5px] font-[600] max-sm:basis-full">{event.action}</span>}
          <span className="min-w-0 flex-1 basis-[150px] text-ink-2 [overflow-wrap:anywhere]">{reasonOf(event)}</span>
          <span className="max-sm:hidden">{event.actor.id && <Actor id={event.actor.id} />}</span>
          <When iso={event.occurred_at} />
        </li>
      ))}
    </ol>
  );
}
