import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "@/api/client";
import { invitationsQuery, type Invitation } from "@/api/organization";
import { ago, at, listed } from "@/lib/format";
import { organizationWords } from "@/strings/organization";
import { Button } from "@/ui/button";
import { Failed, Skeletons } from "@/ui/states";
import { CopyLink } from "./copy-link";
import { parted, stateOf } from "./invitation-state";
import { Face, Group, Tag } from "./parts";
import { useAct } from "./use-act";
import { useNames } from "./use-names";

const words = organizationWords.invitations;
const TONES = { open: "iris", accepted: "fern", revoked: "plain", expired: "pollen" } as const;

export default function Invitations() {
  const { data, error, refetch } = useQuery(invitationsQuery);
  const [all, setAll] = useState(false);
  const { live, past } = parted(data ?? []);
  const shown = all ? [...live, ...past] : live;
  return (
    <Group title={words.title} lead={words.lead} action={past.length > 0 && <Button size="sm" look="quiet" className="max-sm:-ms-3" aria-pressed={all} onClick={() => setAll(!all)}>{words.past(past.length)}</Button>}>
      {error && <Failed error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeletons count={2} className="grid gap-2 p-4" each="h-11" />}
      {data && shown.length === 0 && <p className="px-5 py-6 text-[14.5px] text-ink-3">{words.none}</p>}
      {shown.map((one) => <Line key={one.id} invitation={one} />)}
    </Group>
  );
}

function Line({ invitation }: { invitation: Invitation }) {
  const state = stateOf(invitation);
  const nameOf = useNames();
  const path = { invitation_id: invitation.id };
  const resend = useAct(() => call("POST /v1/invitations/{invitation_id}/resend", { path, body: {} }), { stale: ["invitations"], done: words.resent });
  const revoke = useAct(() => call("DELETE /v1/invitations/{invitation_id}", { path }), { stale: ["invitations"], done: words.revoked });
  const live = state === "open" || state === "expired";
  const when = state === "open" ? words.until(at(invitation.expires_at)) : words.was(ago(invitation.accepted_at ?? invitation.revoked_at ?? invitation.expires_at));
  return (
    <div className="flex flex-wrap items-center gap-x-3.5 gap-y-2.5 px-4 py-3 sm:px-5">
      <Face name={invitation.email} />
      <span className="min-w-0 flex-[1_1_200px]">
        <b className="flex flex-wrap items-center gap-2 text-[14.5px] font-[600]"><span className="min-w-0 truncate">{invitation.email}</span><Tag tone={TONES[state]}>{words.states[state]}</Tag></b>
        <span className="block text-[13px] text-ink-3">{listed([organizationWords.roles[invitation.role], when, words.by(nameOf(invitation.invited_by))])}</span>
      </span>
      {live && (
        <span className="flex flex-wrap gap-2">
          {resend.data && <CopyLink token={resend.data.token} />}
          <Button size="sm" busy={resend.isPending} onClick={() => resend.mutate(undefined)}>{words.resend}</Button>
          <Button size="sm" look="danger" busy={revoke.isPending} onClick={() => revoke.mutate(undefined)}>{words.revoke}</Button>
        </span>
      )}
    </div>
  );
}
