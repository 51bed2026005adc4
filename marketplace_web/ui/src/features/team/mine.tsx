import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { call } from "@/api/client";
import { transferQuery } from "@/api/organization";
import { administersTeam, sessionQuery, useSignOut, type Me } from "@/api/session";
import { Panel } from "@/components/page-head";
import { at } from "@/lib/format";
import { organizationWords } from "@/strings/organization";
import { teamWords } from "@/strings/team";
import { Button, ButtonLink } from "@/ui/button";
import { Dialog, DialogFoot } from "@/ui/dialog";
import { say, sayProblem } from "@/ui/toast";

const words = teamWords.mine;

export function Mine({ me, team }: { me: Me; team: string }) {
  const owns = me.organization.owner_id === me.user.id;
  return (
    <Panel title={team} action={administersTeam(me) && <ButtonLink to="/app/organization" look="primary">{words.admin}</ButtonLink>}>
      <p className="-mt-1 text-[14.5px] text-ink-2">{words.role} <b className="font-[600]">{organizationWords.roles[me.role] ?? me.role}</b>{". "}{organizationWords.roleHints[me.role] ?? ""}</p>
      <Offered me={me} team={team} />
      <div className="mt-5 flex flex-wrap items-center justify-between gap-3 border-t pt-4">
        <p className="max-w-[56ch] text-[13.5px] text-ink-3">{owns ? words.ownerStays : words.leaveHint}</p>
        {!owns && <Leave me={me} team={team} />}
      </div>
    </Panel>
  );
}

function Offered({ me, team }: { me: Me; team: string }) {
  const client = useQueryClient();
  const { data } = useQuery(transferQuery);
  const settle = (told: string) => () => {
    say(told);
    void client.invalidateQueries({ queryKey: ["transfer"] });
    void client.invalidateQueries(sessionQuery);
  };
  const take = useMutation({ mutationFn: () => call("POST /v1/organizations/current/transfer/accept"), onSuccess: settle(words.taken), onError: sayProblem });
  const decline = useMutation({ mutationFn: () => call("DELETE /v1/organizations/current/transfer"), onSuccess: settle(words.declined), onError: sayProblem });
  if (!data || data.to_user_id !== me.user.id) return null;
  return (
    <div className="mt-4 flex flex-wrap items-center gap-3 rounded-[14px_14px_14px_5px] bg-iris-wash px-3.5 py-3 text-[14.5px] text-iris-text">
      <span className="flex-1">{words.offered(team, at(data.expires_at))}</span>
      <Button size="sm" look="primary" busy={take.isPending} onClick={() => take.mutate()}>{words.take}</Button>
      <Button size="sm" busy={decline.isPending} onClick={() => decline.mutate()}>{words.decline}</Button>
    </div>
  );
}

/** The session acted in the team alone: it ends with the seat. */
function Leave({ me, team }: { me: Me; team: string }) {
  const [open, setOpen] = useState(false);
  const signOut = useSignOut();
  const navigate = useNavigate();
  const leave = useMutation({
    mutationFn: () => call("DELETE /v1/members/{user_id}", { path: { user_id: me.user.id } }),
    onSuccess: () => {
      say(words.left(team));
      signOut.mutate(undefined, { onSettled: () => void navigate({ to: "/login" }) });
    },
    onError: sayProblem,
  });
  return (
    <>
      <Button look="danger" size="sm" onClick={() => setOpen(true)}>{words.leave}</Button>
      <Dialog open={open} onOpenChange={setOpen} title={words.leaveTitle(team)} description={words.leaveHint}>
        <DialogFoot><Button look="danger" busy={leave.isPending} onClick={() => leave.mutate()}>{words.leave}</Button></DialogFoot>
      </Dialog>
    </>
  );
}
