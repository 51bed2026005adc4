import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "@/api/client";
import { privacyQuery, retentionQuery, type Policies, type Privacy } from "@/api/organization";
import { listed } from "@/lib/format";
import { policyWords } from "@/strings/policies";
import { Confirm, Group, Row, SmallSelect } from "./parts";
import { useAct } from "./use-act";
import { useSetPolicies } from "./use-set-policies";

const words = policyWords.data;
type Mode = Privacy["own_agents"];
const MODES = Object.entries(words.modes).map(([value, label]) => ({ value, label }));

export function DataPolicies({ policies }: { policies: Policies }) {
  return (
    <Group title={words.title} lead={words.lead}>
      <Regions policies={policies} />
      <Retention />
      <PersonalData />
    </Group>
  );
}

const REGIONS = Object.entries(words.regions).map(([value, label]) => ({ value, label }));

function Regions({ policies }: { policies: Policies }) {
  const set = useSetPolicies(policies);
  const now = policies.data_region?.join() ?? "";
  // What was set by a program stays to be seen, and to be kept.
  const options = REGIONS.some(({ value }) => value === now) ? REGIONS : [...REGIONS, { value: now, label: words.regionNames(listed(policies.data_region ?? [])) }];
  return (
    <Row title={words.region} hint={words.regionHint}>
      <SmallSelect label={words.region} value={now} disabled={set.isPending} onChange={(event) => set.mutate({ data_region: event.target.value ? event.target.value.split(",") : null })} options={options} />
    </Row>
  );
}

const DAYS = [1, 7, 30, 90, 365, 730, 1825, 3650];

function Retention() {
  const { data } = useQuery(retentionQuery);
  const [asked, setAsked] = useState<number | null>(null);
  const set = useAct((days: number | null) => call("PUT /v1/organizations/current/retention", { body: { content_days: days } }), { stale: ["retention", "audit"], done: policyWords.saved, after: () => setAsked(null) });
  const now = data?.content_days ?? null;
  const days = [...new Set([...DAYS, ...(now ? [now] : [])])].toSorted((a, b) => a - b);
  // What is longer than now removes nothing and needs no second thought.
  const choose = (value: string) => {
    const wanted = value ? Number(value) : null;
    if (wanted !== null && (now === null || wanted < now)) setAsked(wanted);
    else set.mutate(wanted);
  };
  return (
    <Row title={words.keep} hint={words.keepHint}>
      <SmallSelect label={words.keep} value={now ?? ""} disabled={!data || set.isPending} onChange={(event) => choose(event.target.value)} options={[...days.map((n) => ({ value: String(n), label: words.days(n) })), { value: "", label: words.forever }]} />
      <Confirm open={asked !== null} onOpenChange={() => setAsked(null)} title={words.shorterTitle} action={words.shorterDo} busy={set.isPending} onConfirm={() => set.mutate(asked)}>
        <p>{words.shorter(words.days(asked ?? 1))}</p>
      </Confirm>
    </Row>
  );
}

function PersonalData() {
  const { data } = useQuery(privacyQuery);
  const set = useAct((wanted: Privacy) => call("PUT /v1/organizations/current/privacy", { body: wanted }), { stale: ["privacy", "audit"], done: policyWords.saved });
  const row = (key: keyof Privacy, title: string, hint: string) => (
    <Row title={title} hint={<>{hint}{data && <span className="mt-1 block text-ink-2">{words.modeHints[data[key]]}</span>}</>}>
      <SmallSelect label={title} value={data?.[key] ?? ""} disabled={!data || set.isPending} onChange={(event) => data && set.mutate({ ...data, [key]: event.target.value as Mode })} options={MODES} />
    </Row>
  );
  return (
    <>
      {row("own_agents", words.own, words.ownHint)}
      {row("other_agents", words.other, words.otherHint)}
    </>
  );
}
