import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Check } from "lucide-react";
import { useState, type ReactNode } from "react";
import { noticesQuery, type Notice } from "@/api/account";
import { call } from "@/api/client";
import { nowOrLater, useWaiting } from "@/api/waiting";
import { PageHead } from "@/components/page-head";
import { ago } from "@/lib/format";
import { common } from "@/strings/common";
import { inboxWords as words } from "@/strings/inbox";
import { Button } from "@/ui/button";
import { CheckField } from "@/ui/check";
import { Dot } from "@/ui/marks";
import { Empty, Failed, Skeletons } from "@/ui/states";
import { sayProblem } from "@/ui/toast";
import { Preferences } from "./preferences";

export default function InboxPage() {
  const [fresh, setFresh] = useState(false);
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(noticesQuery(fresh));
  const client = useQueryClient();
  const done = () => client.invalidateQueries({ queryKey: ["notifications"] });
  const waits = new Set(useWaiting().map((deed) => deed.of));
  const notices = data?.pages.flatMap((page) => page.data) ?? [];
  const unread = notices.filter((notice) => !notice.read_at && !waits.has(notice.id));
  const mark = ({ id, subject }: Notice) => nowOrLater(client, { kind: "read", of: id, subject }, (headers) => call("POST /v1/notifications/{notification_id}/read", { path: { notification_id: id }, headers }));
  const read = useMutation({ networkMode: "always", mutationFn: mark, onSuccess: done, onError: sayProblem });
  // Offline it is those that were seen: others may have come by the time it is sent.
  const markAll = () => (navigator.onLine ? call("POST /v1/notifications/read") : Promise.all(unread.map(mark)));
  const readAll = useMutation({ networkMode: "always", mutationFn: markAll, onSuccess: done, onError: sayProblem });
  return (
    <>
      <PageHead title={words.title} action={unread.length > 0 && <Button busy={readAll.isPending} onClick={() => readAll.mutate()}>{words.readAll}</Button>} />
      <CheckField label={words.unreadOnly} checked={fresh} onChange={setFresh} className="mb-4 w-fit text-[14.5px]" />
      {isPending && <Skeletons count={4} className="grid gap-2" each="h-20" />}
      {error && <Failed error={error} retry={() => void refetch()} />}
      {data && notices.length === 0 && <Empty seed="inbox" title={fresh ? words.allRead : words.emptyTitle} className="petal-card">{!fresh && words.empty}</Empty>}
      <ul className="grid grid-cols-[minmax(0,1fr)] gap-2">{notices.map((notice) => <Row key={notice.id} notice={notice} fresh={unread.includes(notice)} onRead={() => read.mutate(notice)} />)}</ul>
      {hasNextPage && <div className="mt-6 text-center"><Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>{common.more}</Button></div>}
      {!isPending && <Preferences />}
    </>
  );
}

function Row({ notice, fresh, onRead }: { notice: Notice; fresh: boolean; onRead: () => void }) {
  return (
    <li className="petal-card flex items-start gap-3.5 p-4">
      <span className="pt-1.5">{fresh ? <Dot tone="brand" /> : <span className="block size-2" />}</span>
      <Leading to={notice.link} onFollow={() => fresh && onRead()}>
        <p className={`text-[15px] ${fresh ? "font-[650]" : "text-ink-2"}`}>{notice.subject}{fresh && <span className="sr-only">, {words.fresh}</span>}</p>
        <p className="mt-0.5 whitespace-pre-line text-[14px] [overflow-wrap:anywhere] text-ink-2">{notice.text}</p>
        <p className="mt-1 text-[12.5px] text-ink-3">{ago(notice.created_at)}</p>
      </Leading>
      {fresh && <Button size="sm" look="quiet" aria-label={words.markRead} title={words.markRead} className="-me-1 max-sm:w-8 max-sm:!px-0" onClick={onRead}><Check size={16} className="sm:hidden" aria-hidden /><span className="max-sm:hidden">{words.markRead}</span></Button>}
    </li>
  );
}

/** To where the notice can be acted on, where there is such a page. */
function Leading({ to, onFollow, children }: { to: string | null; onFollow: () => void; children: ReactNode }) {
  if (to === null) return <div className="min-w-0 flex-1">{children}</div>;
  const [path, query] = to.split("?");
  return <Link to={path} search={Object.fromEntries(new URLSearchParams(query)) as never} onClick={onFollow} className="min-w-0 flex-1 rounded-[10px] hover:text-brand-text">{children}</Link>;
}
