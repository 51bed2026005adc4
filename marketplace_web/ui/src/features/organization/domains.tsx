import { useQuery } from "@tanstack/react-query";
import { BadgeCheck, Globe, Plus, RefreshCw } from "lucide-react";
import { useState, type FormEvent } from "react";
import { call } from "@/api/client";
import { Problem } from "@/api/problem";
import { domainsQuery, type Domain } from "@/api/sign-in-settings";
import { PausingButton } from "@/components/pausing-button";
import { onDay } from "@/lib/format";
import { signInWords } from "@/strings/sign-in-settings";
import { Button } from "@/ui/button";
import { Dialog, DialogFoot } from "@/ui/dialog";
import { TextField } from "@/ui/field";
import { Failed, Skeletons } from "@/ui/states";
import { Facts } from "./facts";
import { Confirm, Group, Note, SmallSelect, Tag } from "./parts";
import { useAct } from "./use-act";

const words = signInWords.domains;

export function Domains() {
  const { data, error, refetch } = useQuery(domainsQuery);
  const [adding, setAdding] = useState(false);
  return (
    <Group title={words.title} lead={words.lead} action={<Button onClick={() => setAdding(true)}><Plus size={16} />{words.add}</Button>}>
      {error && <Failed error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeletons count={1} className="grid p-4" each="h-[330px] sm:h-[200px]" />}
      {data?.length === 0 && <p className="px-5 py-6 text-[14.5px] text-ink-3">{words.none}</p>}
      {data?.map((one) => <Line key={one.id} domain={one} />)}
      <Dialog open={adding} onOpenChange={setAdding} title={words.add}><Add onDone={() => setAdding(false)} /></Dialog>
    </Group>
  );
}

function Line({ domain }: { domain: Domain }) {
  const path = { domain_id: domain.id };
  const verify = useAct(() => call("POST /v1/organizations/current/domains/{domain_id}/verify", { path }), { stale: ["domains", "audit"], done: words.found, quiet: true });
  const remove = useAct(() => call("DELETE /v1/organizations/current/domains/{domain_id}", { path }), { stale: ["domains", "audit"], done: words.removed });
  const [asking, setAsking] = useState(false);
  const done = domain.verified_at;
  return (
    <div className="px-4 py-3.5 sm:px-5">
      <div className="flex flex-wrap items-center gap-x-3.5 gap-y-2.5">
        <span className={`petal grid size-9 shrink-0 place-items-center ${done ? "bg-fern-wash text-fern-text" : "bg-pollen-wash text-pollen-text"}`}>{done ? <BadgeCheck size={18} /> : <Globe size={18} />}</span>
        <span className="min-w-0 flex-[1_1_180px]">
          <b className="flex flex-wrap items-center gap-2 text-[14.5px] font-[600]"><span className="truncate">{domain.domain}</span><Tag tone={done ? "fern" : "pollen"}>{done ? words.verified : words.waiting}</Tag></b>
          {done && <span className="block text-[13px] text-ink-3">{words.since(onDay(done))}</span>}
        </span>
        {done && <Joining domain={domain} />}
        {!done && <Button size="sm" look="primary" busy={verify.isPending} onClick={() => verify.mutate(undefined)}>{!verify.isPending && <RefreshCw size={14} />}{words.check}</Button>}
        <Button size="sm" look="danger" busy={remove.isPending} onClick={() => (done ? setAsking(true) : remove.mutate(undefined))}>{words.remove}</Button>
        <Confirm open={asking} onOpenChange={setAsking} title={words.removeTitle(domain.domain)} action={words.remove} busy={remove.isPending} onConfirm={() => remove.mutate(undefined)}><p>{words.removeText}</p></Confirm>
      </div>
      {!done && (
        <div className="mt-3.5 grid gap-3">
          <p className="text-[13.5px] text-ink-2">{words.record}</p>
          <Facts rows={[[words.columns.type, "TXT"], [words.columns.name, domain.record_name], [words.columns.value, domain.record_text]]} />
          {verify.error instanceof Problem && <Note tone="ember">{verify.error.code === "domain_not_verified" && <b className="block font-[650]">{words.missing}</b>}{verify.error.detail}</Note>}
        </div>
      )}
    </div>
  );
}

/** What people with a verified address of the domain may do by themselves. */
function Joining({ domain }: { domain: Domain }) {
  const set = useAct((joining: Domain["joining"]) => call("PATCH /v1/organizations/current/domains/{domain_id}", { path: { domain_id: domain.id }, body: { joining } }), { stale: ["domains", "audit"], done: words.joiningSaved });
  const options = Object.entries(words.joinings).map(([value, label]) => ({ value, label }));
  return (
    <label className="flex flex-wrap items-center gap-2.5 text-[13.5px] text-ink-3" title={words.joiningHint}>
      {words.joining}
      <SmallSelect label={words.joining} value={domain.joining} disabled={set.isPending} onChange={(event) => set.mutate(event.target.value as Domain["joining"])} options={options} />
    </label>
  );
}

function Add({ onDone }: { onDone: () => void }) {
  const [domain, setDomain] = useState("");
  const add = useAct(() => call("POST /v1/organizations/current/domains", { body: { domain: domain.trim() } }), { stale: ["domains", "audit"], after: onDone, quiet: true });
  const fault = add.error instanceof Problem ? (add.error.faults.domain ?? add.error.detail) : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate(undefined);
  };
  return (
    <form onSubmit={submit} className="grid gap-4">
      <TextField label={words.label} required autoFocus placeholder={words.placeholder} hint={words.hint} value={domain} fault={fault} onChange={(event) => setDomain(event.target.value.replace(/^.*@/, ""))} spellCheck={false} />
      <DialogFoot><PausingButton type="submit" look="primary" busy={add.isPending}>{words.add}</PausingButton></DialogFoot>
    </form>
  );
}
