import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useState } from "react";
import { call } from "@/api/client";
import { membersQuery, teamMembersQuery, type Team } from "@/api/organization";
import { organizationWords } from "@/strings/organization";
import { Button, IconButton } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Skeletons } from "@/ui/states";
import { NameForm } from "./name-form";
import { Confirm, Face, SmallSelect } from "./parts";
import { useAct } from "./use-act";

const words = organizationWords.teams;

export function TeamMembers({ team }: { team: Team }) {
  const { data } = useQuery(teamMembersQuery(team.id));
  const { data: everybody = [] } = useQuery(membersQuery);
  const stale = ["teams", "audit"];
  const add = useAct((user: string) => call("PUT /v1/teams/{team_id}/members/{user_id}", { path: { team_id: team.id, user_id: user } }), { stale });
  const remove = useAct((user: string) => call("DELETE /v1/teams/{team_id}/members/{user_id}", { path: { team_id: team.id, user_id: user } }), { stale });
  const others = everybody.filter((one) => !data?.some((member) => member.id === one.user_id));
  return (
    <div className="line-in grid gap-4 border-t bg-surface-2 px-4 py-4 sm:px-5">
      {!data && <Skeletons count={2} className="grid gap-2" each="h-9" />}
      {data?.length === 0 && <p className="text-[14px] text-ink-3">{words.nobody}</p>}
      {data && data.length > 0 && (
        <ul aria-label={words.show(team.name)} className="flex flex-wrap gap-2">
          {data.map((member) => (
            <li key={member.id} className="chip !h-10 !rounded-[12px] !ps-1.5 !pe-1 !text-[13.5px]">
              <Face name={member.name || member.id} size={26} />
              {member.name}
              <IconButton size="sm" label={words.takeOut(member.name)} className="!size-7" onClick={() => remove.mutate(member.id)}><X size={14} /></IconButton>
            </li>
          ))}
        </ul>
      )}
      <div className="flex flex-wrap items-center justify-between gap-2.5">
        <SmallSelect label={words.add} value="" disabled={others.length === 0 || add.isPending} onChange={(event) => event.target.value && add.mutate(event.target.value)} options={[{ value: "", label: words.add }, ...others.map((one) => ({ value: one.user_id, label: one.name || one.email }))]} />
        <Own team={team} />
      </div>
    </div>
  );
}

function Own({ team }: { team: Team }) {
  const [asked, setAsked] = useState<"rename" | "remove" | null>(null);
  const close = () => setAsked(null);
  const stale = ["teams", "audit"];
  const rename = useAct((name: string) => call("PATCH /v1/teams/{team_id}", { path: { team_id: team.id }, body: { name } }), { stale, after: close });
  const remove = useAct(() => call("DELETE /v1/teams/{team_id}", { path: { team_id: team.id } }), { stale, done: words.removed, after: close });
  return (
    <span className="flex gap-2">
      <Button size="sm" onClick={() => setAsked("rename")}>{words.rename}</Button>
      <Button size="sm" look="danger" onClick={() => setAsked("remove")}>{words.remove}</Button>
      <Dialog open={asked === "rename"} onOpenChange={close} title={words.rename}><NameForm label={words.name} action={words.rename} first={team.name} busy={rename.isPending} onName={(name) => rename.mutate(name)} /></Dialog>
      <Confirm open={asked === "remove"} onOpenChange={close} title={words.removeTitle(team.name)} action={words.remove} busy={remove.isPending} onConfirm={() => remove.mutate(undefined)}><p>{words.removeText}</p></Confirm>
    </span>
  );
}
