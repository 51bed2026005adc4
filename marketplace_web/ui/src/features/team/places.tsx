import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState, type FormEvent } from "react";
import { call } from "@/api/client";
import { organizationsQuery, type Organization } from "@/api/organization";
import { teamOf, type Me } from "@/api/session";
import { Sigil } from "@/brand/sigil";
import { Panel } from "@/components/page-head";
import { PausingButton } from "@/components/pausing-button";
import { useEnter } from "@/components/use-enter";
import { at } from "@/lib/format";
import { organizationWords } from "@/strings/organization";
import { teamWords } from "@/strings/team";
import { Button } from "@/ui/button";
import { Dialog, DialogFoot } from "@/ui/dialog";
import { TextField } from "@/ui/field";
import { say, sayProblem } from "@/ui/toast";

const words = teamWords.places;

/** For whoever works in several places; who has one only, and nobody else, sees nothing of this. */
export function Places({ me }: { me: Me }) {
  const { data = [] } = useQuery(organizationsQuery);
  const [making, setMaking] = useState(false);
  const enter = useEnter();
  if (data.length < 2 && teamOf(me) === null) return null;
  return (
    <Panel title={words.title} action={<Button size="sm" onClick={() => setMaking(true)}><Plus size={15} />{words.more}</Button>}>
      <p className="-mt-2 mb-4 text-[14px] text-ink-3">{words.lead}</p>
      <ul className="grid gap-2">{data.map((one) => <Place key={one.id} one={one} here={one.id === me.organization.id} enter={enter} />)}</ul>
      <Dialog open={making} onOpenChange={setMaking} title={words.moreTitle}><Make onMade={(id) => enter.mutate(id)} busy={enter.isPending} /></Dialog>
    </Panel>
  );
}

function Place({ one, here, enter }: { one: Organization; here: boolean; enter: ReturnType<typeof useEnter> }) {
  const client = useQueryClient();
  const restore = useMutation({
    mutationFn: () => call("DELETE /v1/organizations/{organization_id}/deletion", { path: { organization_id: one.id } }),
    onSuccess: () => {
      say(words.restored);
      void client.invalidateQueries();
    },
    onError: sayProblem,
  });
  const closed = one.status === "deleting" ? words.closing(one.delete_at ? at(one.delete_at) : "") : one.status === "suspended" ? words.suspended : null;
  const name = one.type === "personal" ? words.own : one.name;
  return (
    <li className="flex flex-wrap items-center gap-3 rounded-[14px_14px_14px_5px] bg-surface-2 px-3.5 py-2.5">
      <Sigil id={one.id} size={34} />
      <span className="min-w-0 flex-1"><b className="block truncate text-[14.5px] font-[600]">{name}</b><span className={closed ? "text-[13px] text-ember-text" : "text-[13px] text-ink-3"}>{closed ?? organizationWords.roles[one.role] ?? one.role}</span></span>
      {one.status === "deleting" && one.role === "admin" && <Button size="sm" busy={restore.isPending} onClick={() => restore.mutate()}>{words.restore}</Button>}
      {here ? <span className="chip">{words.here}</span> : <Button size="sm" disabled={one.status === "suspended"} busy={enter.isPending && enter.variables === one.id} onClick={() => enter.mutate(one.id)}>{words.enter}</Button>}
    </li>
  );
}

function Make({ onMade, busy }: { onMade: (id: string) => void; busy: boolean }) {
  const [name, setName] = useState("");
  const make = useMutation({ mutationFn: () => call("POST /v1/organizations", { body: { name: name.trim() } }), onSuccess: (made) => onMade(made.id), onError: sayProblem });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate();
  };
  return (
    <form onSubmit={submit} className="grid gap-4">
      <TextField label={teamWords.solo.name} required maxLength={100} value={name} onChange={(event) => setName(event.target.value)} />
      <DialogFoot><PausingButton type="submit" look="primary" busy={make.isPending || busy}>{words.make}</PausingButton></DialogFoot>
    </form>
  );
}
