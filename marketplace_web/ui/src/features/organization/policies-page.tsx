import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "@/api/client";
import { enablingQuery, policiesQuery, type Policies } from "@/api/organization";
import { policyWords as words } from "@/strings/policies";
import { Failed, Skeletons } from "@/ui/states";
import { AgentPolicies } from "./agent-policies";
import { DataPolicies } from "./data-policies";
import { NetworkPolicy } from "./network-policy";
import { Confirm, Group, Note, Row, SmallSelect, Toggle } from "./parts";
import { OrganizationPage } from "./section";
import { useAct } from "./use-act";
import { useOwnSignIn } from "./use-own-sign-in";
import { useSetPolicies } from "./use-set-policies";

const HOURS = [1, 4, 8, 12, 24, 72, 168];

export default function PoliciesPage() {
  const { data, error, refetch } = useQuery(policiesQuery);
  return (
    <OrganizationPage title={words.title} lead={words.lead}>
      {error && <Failed error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeletons count={3} className="grid gap-5" each="h-40 !rounded-[20px]" />}
      {data && (
        <>
          <Signing policies={data} />
          <NetworkPolicy policies={data} key={data.networks?.join() ?? ""} />
          <AgentPolicies policies={data} />
          <DataPolicies policies={data} />
        </>
      )}
    </OrganizationPage>
  );
}

function Signing({ policies }: { policies: Policies }) {
  const { signing } = words;
  const { data: enabling } = useQuery(enablingQuery);
  const [asking, setAsking] = useState(false);
  const set = useSetPolicies(policies, () => setAsking(false));
  const enable = useAct((on: boolean) => call("PUT /v1/entitlements/policy", { body: { members_may_enable: on } }), { stale: ["enabling-policy", "audit"], done: words.saved });
  const own = useOwnSignIn();
  const hours = [...new Set([...HOURS, ...(policies.session_hours ? [policies.session_hours] : [])])].toSorted((a, b) => a - b);
  return (
    <Group title={signing.title}>
      <Row title={signing.factor} hint={signing.factorHint}>
        <Toggle label={signing.factor} on={policies.mfa_required ?? false} disabled={set.isPending} onChange={(on) => (on ? setAsking(true) : set.mutate({ mfa_required: false }))} />
      </Row>
      <Row title={signing.session} hint={signing.sessionHint}>
        <SmallSelect label={signing.session} value={policies.session_hours ?? ""} disabled={set.isPending} onChange={(event) => set.mutate({ session_hours: event.target.value ? Number(event.target.value) : null })} options={[...hours.map((n) => ({ value: String(n), label: signing.hours(n) })), { value: "", label: signing.longest }]} />
      </Row>
      <Row title={signing.enabling} hint={signing.enablingHint}>
        <Toggle label={signing.enabling} on={enabling?.members_may_enable ?? false} disabled={!enabling || enable.isPending} onChange={(on) => enable.mutate(on)} />
      </Row>
      <Confirm open={asking} onOpenChange={setAsking} title={signing.factorTitle} action={signing.factorOn} danger={false} busy={set.isPending} disabled={own.secondFactor === false} onConfirm={() => set.mutate({ mfa_required: true })}>
        {own.secondFactor === false ? <Note>{signing.factorMine}</Note> : <p>{signing.factorText}</p>}
      </Confirm>
    </Group>
  );
}
