import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { ChevronLeft } from "lucide-react";
import { useState } from "react";
import { call } from "@/api/client";
import { connectionQuery, type Connection } from "@/api/sign-in-settings";
import { signInWords } from "@/strings/sign-in-settings";
import { Button } from "@/ui/button";
import { Failed, Skeletons } from "@/ui/states";
import { ConnectionOwn } from "./connection-own";
import { ConnectionTestPanel } from "./connection-test";
import { Enforcing } from "./enforcing";
import { Facts } from "./facts";
import { GroupRoles } from "./group-roles";
import { Confirm, Group, Row, SmallSelect, Toggle } from "./parts";
import { OrganizationPage } from "./section";
import { useAct } from "./use-act";
import { useChangeConnection } from "./use-change-connection";
import { organizationWords } from "@/strings/organization";
import { policyWords } from "@/strings/policies";
import { ConnectionDomains } from "./connection-domains";

const words = signInWords.connection;
const ROLES = (["member", "staff", "admin"] as const).map((role) => ({ value: role as string, label: organizationWords.roles[role] ?? role }));
const HOURS = [1, 4, 8, 12, 24, 72, 168].map((n) => ({ value: String(n), label: policyWords.signing.hours(n) }));

export default function ConnectionPage() {
  const { connection: id = "" } = useParams({ strict: false }) as { connection?: string };
  const { data, error, refetch } = useQuery(connectionQuery(id));
  return (
    <OrganizationPage title={data?.name ?? signInWords.providers.title} lead={data && signInWords.providers.kinds[data.kind]} back={<Link to="/app/organization/sign-in" className="mb-3 inline-flex items-center gap-1 rounded text-[14px] text-ink-3 hover:text-ink"><ChevronLeft size={15} />{words.back}</Link>}>
      {error && <Failed error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeletons count={3} className="grid gap-5" each="h-40 !rounded-[20px]" />}
      {data && <Parts connection={data} />}
    </OrganizationPage>
  );
}

function Parts({ connection }: { connection: Connection }) {
  const set = useChangeConnection(connection);
  return (
    <>
      <Theirs connection={connection} />
      <ConnectionTestPanel connection={connection} />
      <Who connection={connection} />
      <GroupRoles title={words.groups} lead={words.groupsHint} roles={connection.group_roles} busy={set.isPending} onSave={(group_roles) => set.mutate({ group_roles })} key={JSON.stringify(connection.group_roles)} />
      <Enforcing connection={connection} />
      <ConnectionOwn connection={connection} key={connection.updated_at} />
      <Removing connection={connection} />
    </>
  );
}

function Theirs({ connection }: { connection: Connection }) {
  const { oidc, saml } = connection;
  const rows: [string, string][] = oidc
    ? [[words.redirect, oidc.redirect_uri]]
    : saml
      ? [[words.metadataUrl, saml.metadata_url], [words.entity, saml.sp_entity_id], [words.acs, saml.acs_url]]
      : [];
  return (
    <Group title={words.theirs} lead={oidc ? words.theirsOidc : words.theirsSaml}>
      <div className="p-3"><Facts rows={rows} /></div>
      <Row title={words.start} hint={words.startHint} below={<Facts rows={[[words.address, connection.start_url]]} />} />
    </Group>
  );
}

function Who({ connection }: { connection: Connection }) {
  const set = useChangeConnection(connection);
  const mfas = Object.entries(words.mfas).map(([value, label]) => ({ value, label }));
  return (
    <Group title={words.who}>
      <Row title={words.active} hint={words.activeHint}><Toggle label={words.active} on={connection.status === "active"} disabled={set.isPending} onChange={(on) => set.mutate({ status: on ? "active" : "disabled" })} /></Row>
      <ConnectionDomains connection={connection} />
      <Row title={words.provisioning} hint={words.provisioningHint}><Toggle label={words.provisioning} on={connection.provisioning} disabled={set.isPending} onChange={(provisioning) => set.mutate({ provisioning })} /></Row>
      <Row title={words.defaultRole} hint={words.defaultRoleHint}>
        <SmallSelect label={words.defaultRole} value={connection.default_role ?? ""} disabled={set.isPending} onChange={(event) => set.mutate({ default_role: (event.target.value || null) as Connection["default_role"] })} options={[...ROLES, { value: "", label: words.noSeat }]} />
      </Row>
      <Row title={words.mfa} hint={words.mfaHint}><SmallSelect label={words.mfa} value={connection.mfa} disabled={set.isPending} onChange={(event) => set.mutate({ mfa: event.target.value as Connection["mfa"] })} options={mfas} /></Row>
      <Row title={words.hours}><SmallSelect label={words.hours} value={connection.session_hours ?? ""} disabled={set.isPending} onChange={(event) => set.mutate({ session_hours: event.target.value ? Number(event.target.value) : null })} options={[...HOURS, { value: "", label: words.hoursNone }]} /></Row>
    </Group>
  );
}

function Removing({ connection }: { connection: Connection }) {
  const [open, setOpen] = useState(false);
  const navigate = useNavigate();
  const remove = useAct(() => call("DELETE /v1/sso/connections/{connection_id}", { path: { connection_id: connection.id } }), { stale: ["audit"], done: words.removed, after: () => void navigate({ to: "/app/organization/sign-in" }) });
  return (
    <div className="flex justify-end">
      <Button look="danger" onClick={() => setOpen(true)}>{words.remove}</Button>
      <Confirm open={open} onOpenChange={setOpen} title={words.removeTitle(connection.name)} action={words.remove} busy={remove.isPending} onConfirm={() => remove.mutate(undefined)}><p>{words.removeText}</p></Confirm>
    </div>
  );
}
