import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Download } from "lucide-react";
import { useState, type FormEvent } from "react";
import { call } from "@/api/client";
import { usageTable } from "@/api/money";
import { auditFile, membersQuery, retentionQuery } from "@/api/organization";
import { Problem } from "@/api/problem";
import { useSession, type Me } from "@/api/session";
import { PausingButton } from "@/components/pausing-button";
import { onDate } from "@/lib/format";
import { organizationWords } from "@/strings/organization";
import { policyWords } from "@/strings/policies";
import { Button } from "@/ui/button";
import { IdChip } from "@/ui/copy";
import { Skeletons } from "@/ui/states";
import { DeleteDialog } from "./delete-dialog";
import { Group, Row } from "./parts";
import { OrganizationPage } from "./section";
import { useAct } from "./use-act";
import { useNames } from "./use-names";

const words = organizationWords.general;

export default function GeneralPage() {
  const me = useSession();
  const { isPending: retentionWaits } = useQuery(retentionQuery);
  const { isPending: peopleWait } = useQuery(membersQuery);
  // Everything comes at once, so that nothing that is read already moves.
  const waits = retentionWaits || peopleWait;
  return (
    <OrganizationPage title={words.title} lead={words.lead}>
      {me && waits && <Skeletons count={2} className="grid gap-6" each="h-[420px]" />}
      {me && !waits && (
        <>
          <Identity me={me} key={me.organization.name} />
          <Data />
          <End me={me} />
        </>
      )}
    </OrganizationPage>
  );
}

function Identity({ me }: { me: Me }) {
  const [name, setName] = useState(me.organization.name);
  const nameOf = useNames();
  const rename = useAct(() => call("PATCH /v1/organizations/current", { body: { name: name.trim() } }), { stale: ["session", "organizations", "audit"], done: words.renamed, quiet: true });
  const fault = rename.error instanceof Problem ? (rename.error.faults.name ?? rename.error.detail) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    rename.mutate(undefined);
  };
  return (
    <Group title={words.identity}>
      <Row id="organization-name" title={words.name} hint={words.nameHint}>
        <form onSubmit={submit} className="flex gap-2">
          <input className="field !h-10 !w-[240px] !text-[14.5px] max-sm:!w-[190px]" aria-labelledby="organization-name" aria-invalid={fault ? true : undefined} required maxLength={100} value={name} onChange={(event) => setName(event.target.value)} />
          <PausingButton type="submit" busy={rename.isPending} disabled={!name.trim() || name.trim() === me.organization.name}>{words.rename}</PausingButton>
        </form>
        {fault && <p role="alert" className="w-full text-[13px] font-[550] text-ember-text">{fault}</p>}
      </Row>
      <Row title={words.owner} hint={words.ownerHint}><b className="text-[14.5px] font-[600]">{me.organization.owner_id ? nameOf(me.organization.owner_id) : "–"}</b></Row>
      <Row title={words.id} hint={words.idHint}><IdChip id={me.organization.id} /></Row>
      <Row title={words.since}><span className="text-[14.5px] text-ink-2">{onDate(me.organization.created_at)}</span></Row>
    </Group>
  );
}

const YEAR = 365;

function Data() {
  const { data } = useQuery(retentionQuery);
  const files: Record<string, string> = { audit: auditFile("jsonl"), usage: usageTable(YEAR) };
  return (
    <Group title={words.data} lead={words.dataLead}>
      {words.exports.map(([key, title, hint]) => (
        <Row key={key} title={title} hint={hint}><a href={files[key]} download className="btn btn-ghost btn-sm"><Download size={15} />{words.download}</a></Row>
      ))}
      <Row title={words.retention} hint={words.retentionHint}>
        <span className="text-[14.5px] font-[600]">{data && (data.content_days ? policyWords.data.days(data.content_days) : policyWords.data.forever)}</span>
        <Link to="/app/organization/policies" className="link text-[14px]">{words.toRetention}</Link>
      </Row>
    </Group>
  );
}

function End({ me }: { me: Me }) {
  const [open, setOpen] = useState(false);
  const owns = me.organization.owner_id === null || me.organization.owner_id === me.user.id;
  return (
    <Group title={words.end}>
      <Row title={words.delete} hint={owns ? words.deleteHint : `${words.deleteHint} ${words.onlyOwner}`}><Button look="danger" disabled={!owns} onClick={() => setOpen(true)}>{words.delete}</Button></Row>
      {open && <DeleteDialog me={me} close={() => setOpen(false)} />}
    </Group>
  );
}
