import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Eye, LifeBuoy } from "lucide-react";
import { useState } from "react";
import { call } from "@/api/client";
import { auditQuery, supportQuery, type SupportAccess } from "@/api/organization";
import { ago, at, listed } from "@/lib/format";
import { organizationWords } from "@/strings/organization";
import { Button } from "@/ui/button";
import { Empty, Failed, Skeletons } from "@/ui/states";
import { Confirm, Group, Tag } from "./parts";
import { OrganizationPage } from "./section";
import { useAct } from "./use-act";

const words = organizationWords.support;
const TONES = { requested: "pollen", granted: "iris", refused: "plain", ended: "plain" } as const;

export default function SupportPage() {
  const { data, error, refetch } = useQuery(supportQuery);
  const now = data?.filter((one) => isOpen(one)) ?? [];
  const past = data?.filter((one) => !isOpen(one)) ?? [];
  return (
    <OrganizationPage title={words.title} lead={words.lead}>
      {error && <Failed error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeletons count={2} className="grid gap-4" each="h-28 !rounded-[20px]" />}
      {data?.length === 0 && <div className="petal-card"><Empty seed="support" title={words.emptyTitle}>{words.empty}</Empty></div>}
      {now.length > 0 && <Group title={words.asked}>{now.map((one) => <Line key={one.id} access={one} />)}</Group>}
      {past.length > 0 && <Group title={words.history}>{past.map((one) => <Line key={one.id} access={one} />)}</Group>}
    </OrganizationPage>
  );
}

/** Asks, or looks in: what a consent is over, the clock says too. */
export function isOpen(one: Pick<SupportAccess, "status" | "ends_at">, now = Date.now()): boolean {
  if (one.status === "requested") return true;
  return one.status === "granted" && (one.ends_at === null || new Date(one.ends_at).getTime() > now);
}

function Line({ access }: { access: SupportAccess }) {
  const [asking, setAsking] = useState(false);
  const [reading, setReading] = useState(false);
  const path = { support_access_id: access.id };
  const stale = ["support-accesses", "audit"];
  const grant = useAct(() => call("POST /v1/support-accesses/{support_access_id}/decision", { path, body: { decision: "grant" } }), { stale, done: words.granted, after: () => setAsking(false) });
  const refuse = useAct(() => call("POST /v1/support-accesses/{support_access_id}/decision", { path, body: { decision: "refuse" } }), { stale, done: words.refused });
  const end = useAct(() => call("POST /v1/support-accesses/{support_access_id}/end", { path }), { stale, done: words.ended });
  const status = access.status === "granted" && !isOpen(access) ? "ended" : access.status;
  const what = listed(access.scopes.map((scope) => words.scopes[scope] ?? scope));
  return (
    <div className="grid gap-3 px-4 py-4 sm:px-5">
      <div className="flex flex-wrap items-start gap-x-3.5 gap-y-3">
        <span className="petal grid size-9 shrink-0 place-items-center bg-iris-wash text-iris-text"><LifeBuoy size={17} /></span>
        <span className="min-w-0 flex-[1_1_240px]">
          <b className="flex flex-wrap items-center gap-2 text-[14.5px] font-[600]">{access.reason}<Tag tone={TONES[status]}>{words.states[status]}</Tag></b>
          <span className="block text-[13.5px] text-ink-2">{words.may(what)}</span>
          <span className="block text-[13px] text-ink-3">{listed([words.askedWhen(ago(access.requested_at)), access.ends_at ? words.until(at(access.ended_at ?? access.ends_at)) : words.hours(access.hours)])}</span>
        </span>
        <span className="flex flex-wrap gap-2">
          {status === "requested" && <><Button size="sm" look="primary" onClick={() => setAsking(true)}>{words.grant}</Button><Button size="sm" busy={refuse.isPending} onClick={() => refuse.mutate(undefined)}>{words.refuse}</Button></>}
          {access.decided_at && access.status !== "refused" && <Button size="sm" aria-expanded={reading} onClick={() => setReading(!reading)}><Eye size={15} />{words.read}</Button>}
          {status === "granted" && <Button size="sm" look="danger" busy={end.isPending} onClick={() => end.mutate(undefined)}>{words.end}</Button>}
        </span>
      </div>
      {reading && <Readings id={access.id} />}
      <Confirm open={asking} onOpenChange={setAsking} title={words.grantTitle} action={words.grant} danger={false} busy={grant.isPending} onConfirm={() => grant.mutate(undefined)}><p>{words.grantText(what, access.hours)}</p></Confirm>
    </div>
  );
}

/** What was read under a consent, as the record has it. */
function Readings({ id }: { id: string }) {
  const { data } = useInfiniteQuery(auditQuery({ action: "support_access.read", target: id }));
  const events = data?.pages.flatMap((page) => page.data);
  if (!events) return <Skeletons count={2} className="grid gap-2" each="h-8" />;
  if (events.length === 0) return <p className="text-[13.5px] text-ink-3">{words.nothing}</p>;
  return (
    <ul className="grid gap-1 rounded-[14px_14px_14px_5px] bg-surface-2 px-3.5 py-2.5">
      {events.map((event) => <li key={event.id} className="flex justify-between gap-4 text-[13px]"><code className="mono min-w-0 truncate">{`${String(event.after?.method ?? "GET")} ${String(event.after?.path ?? "")}`}</code><time className="shrink-0 text-ink-3" dateTime={event.occurred_at}>{at(event.occurred_at)}</time></li>)}
    </ul>
  );
}
