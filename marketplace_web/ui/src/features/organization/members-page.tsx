import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Search, UserPlus } from "lucide-react";
import { lazy, Suspense, useDeferredValue, useState } from "react";
import { call } from "@/api/client";
import { memberPages, transferQuery } from "@/api/organization";
import { teamOf, useSession } from "@/api/session";
import { at } from "@/lib/format";
import { common } from "@/strings/common";
import { organizationWords } from "@/strings/organization";
import { Button } from "@/ui/button";
import { Failed, Skeletons } from "@/ui/states";
import { MemberLine } from "./member-line";
import { Note } from "./parts";
import { OrganizationPage } from "./section";
import { useAct } from "./use-act";
import { useNames } from "./use-names";

const Invitations = lazy(() => import("./invitations"));
const JoinRequests = lazy(() => import("./join-requests"));
const InviteDialog = lazy(() => import("./invite-dialog"));
const words = organizationWords.members;

export default function MembersPage() {
  const [inviting, setInviting] = useState(false);
  const me = useSession();
  return (
    <OrganizationPage title={words.title} lead={words.lead(me ? (teamOf(me) ?? "") : "")} action={<Button look="primary" onClick={() => setInviting(true)}><UserPlus size={16} />{words.invite}</Button>}>
      <Waiting />
      <Suspense><JoinRequests /></Suspense>
      <Members />
      <Suspense><Invitations /></Suspense>
      {inviting && <Suspense><InviteDialog open={inviting} onOpenChange={setInviting} /></Suspense>}
    </OrganizationPage>
  );
}

/** An offer of the whole organization that nobody has taken yet. */
function Waiting() {
  const { data } = useQuery(transferQuery);
  const nameOf = useNames();
  const end = useAct(() => call("DELETE /v1/organizations/current/transfer"), { stale: ["transfer"], done: words.takenBack });
  if (!data) return null;
  return (
    <div className="mb-5">
      <Note tone="iris">
        <span className="flex flex-wrap items-center justify-between gap-3">{words.waiting(nameOf(data.to_user_id), at(data.expires_at))}<Button size="sm" busy={end.isPending} onClick={() => end.mutate(undefined)}>{words.takeBack}</Button></span>
      </Note>
    </div>
  );
}

function Members() {
  const [text, setText] = useState("");
  const q = useDeferredValue(text.trim());
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({ ...memberPages(q), placeholderData: (before) => before });
  const members = data?.pages.flatMap((page) => page.data) ?? [];
  const { columns } = words;
  return (
    <section className="mb-9">
      <label className="relative mb-3 block">
        <span className="sr-only">{words.search}</span>
        <Search size={16} className="pointer-events-none absolute start-3.5 top-1/2 -translate-y-1/2 text-ink-3" />
        <input type="search" className="field !ps-10" placeholder={words.search} value={text} onChange={(event) => setText(event.target.value)} />
      </label>
      <div className="overflow-hidden rounded-[20px_20px_20px_7px] border bg-surface shadow-1">
        {error && <Failed error={error} retry={() => void refetch()} />}
        {!data && !error && <Skeletons count={4} className="grid gap-2 p-4" each="h-12" />}
        {data && members.length === 0 && <p className="px-5 py-8 text-center text-[14.5px] text-ink-3">{words.nobody}</p>}
        {members.length > 0 && (
          <table className="data stacks">
            <thead><tr><th scope="col" className="!ps-5">{columns.person}</th><th scope="col">{columns.role}</th><th scope="col" className="max-md:hidden">{columns.signedIn}</th><th scope="col" className="max-xl:hidden">{columns.since}</th><th scope="col"><span className="sr-only">{columns.more}</span></th></tr></thead>
            <tbody>{members.map((member) => <MemberLine key={member.user_id} member={member} />)}</tbody>
          </table>
        )}
        {hasNextPage && <div className="border-t p-3 text-center"><Button size="sm" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>{common.more}</Button></div>}
      </div>
    </section>
  );
}
