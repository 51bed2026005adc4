import { useQuery } from "@tanstack/react-query";
import { Link2, Link2Off } from "lucide-react";
import { headsQuery, type AuditEvent } from "@/api/organization";
import { ago } from "@/lib/format";
import { auditWords } from "@/strings/audit";
import { breakIn } from "./audit-lines";
import { Note } from "./parts";

const words = auditWords.state;

/** Whether what is shown is linked as it must be, and how far the hub has signed it. */
export function ChainState({ events, filtered }: { events: readonly AuditEvent[]; filtered: boolean }) {
  const { data: head } = useQuery(headsQuery);
  const broken = breakIn(events);
  const first = filtered || events.length === 0 ? words.filtered : broken === null ? words.holds(events.length) : words.broken(broken);
  const signed = head ? words.signed(head.seq, ago(head.signed_at)) : words.unsigned;
  const whole = broken === null;
  return (
    <div className="mb-5">
      <Note tone={!whole ? "ember" : filtered ? "iris" : "fern"} icon={whole ? <Link2 size={17} className="mt-0.5 shrink-0" /> : <Link2Off size={17} className="mt-0.5 shrink-0" />}>
        <p>{first} {head !== undefined && signed}</p>
        <p className="text-[13px] opacity-90">{words.how}</p>
      </Note>
    </div>
  );
}
