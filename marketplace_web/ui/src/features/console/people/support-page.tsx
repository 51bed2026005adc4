import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useLooking } from "@/api/console/looking";
import { organizationQuery, supportQuery, type Support, type SupportBody } from "@/api/console/people";
import { useAct } from "@/api/console/shared";
import { useOwnSession } from "@/api/session";
import { PageHead } from "@/components/page-head";
import { listed, whole } from "@/lib/format";
import { peopleWords } from "@/strings/console-people";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { Empty, Failed, Skeletons } from "@/ui/states";
import { say, sayProblem } from "@/ui/toast";
import { ActButton } from "../parts/act-button";
import { State, useMay, When } from "../parts/bits";
import { Rows } from "../parts/rows";
import { LookAt } from "./look-at";

const words = peopleWords.support;

/** What was granted is over by itself, though nobody has ended it. */
export const stateOf = (one: Pick<Support, "status" | "ends_at">, now = Date.now()): string => (one.status === "granted" && one.ends_at && new Date(one.ends_at).getTime() < now ? "over" : one.status);

export default function SupportPage() {
  const { data, error, isPending, refetch } = useInfiniteQuery({ ...supportQuery, refetchInterval: 10_000 });
  const may = useMay();
  const look = useLooking((state) => state.look);
  const rows = ((data?.pages ?? []) as { data: Support[] }[]).flatMap((page) => page.data);
  return (
    <>
      <PageHead title={words.title} lead={words.lead} action={may("support.enter") && <Ask />} />
      {look && <LookAt look={look} />}
      {isPending && <Skeletons count={4} className="grid gap-2" each="h-12" />}
      {error && <Failed error={error} retry={() => void refetch()} />}
      {data && rows.length === 0 && <Empty seed="support" title={words.empty.title} className="petal-card">{words.empty.text}</Empty>}
      {rows.length > 0 && (
        <Rows<Support>
          label={words.title} rows={rows} keyOf={(row) => row.id}
          columns={[
            { head: words.columns.organization, cell: (row) => <Named id={row.organization_id} /> },
            { head: words.columns.reason, from: "md", stacked: true, cell: (row) => <span className="block max-w-[320px] text-ink-2 sm:truncate" title={row.reason}>{row.reason}</span> },
            { head: words.columns.hours, from: "lg", end: true, cell: (row) => <span className="num">{whole(row.hours)}</span> },
            { head: words.columns.scopes, from: "lg", stacked: true, cell: (row) => <span className="mono text-[12.5px] text-ink-2">{listed(row.scopes)}</span> },
            { head: words.columns.status, beside: true, cell: (row) => <State of={stateOf(row)} words={words.states} /> },
            { head: words.columns.when, end: true, cell: (row) => <When iso={row.requested_at} /> },
          ]}
          actions={may("support.enter") ? (row) => <Acts row={row} /> : undefined}
        />
      )}
    </>
  );
}

function Named({ id }: { id: string }) {
  const { data } = useQuery(organizationQuery(id));
  return <b className="font-[600]">{data?.name ?? id.slice(0, 12)}</b>;
}

function Acts({ row }: { row: Support }) {
  const me = useOwnSession();
  const begin = useLooking((state) => state.begin);
  const enter = useAct("POST /v1/admin/support-accesses/{support_access_id}/enter");
  const end = useAct("POST /v1/admin/support-accesses/{support_access_id}/end");
  const state = stateOf(row);
  const path = { support_access_id: row.id };
  if (row.requested_by !== me?.user.id || (state !== "granted" && state !== "requested")) return null;
  const look = () => enter.mutate({ path }, { onSuccess: (made) => begin({ accessId: row.id, organizationId: row.organization_id, name: made.organization.name, scopes: row.scopes, token: made.token, expiresAt: made.expires_at }), onError: sayProblem });
  return (
    <>
      {state === "granted" && <Button size="sm" look="primary" busy={enter.isPending} onClick={look}>{words.enter.open}</Button>}
      <Button size="sm" look="quiet" busy={end.isPending} onClick={() => void end.mutateAsync({ path }).then(() => say(words.ended), sayProblem)}>{words.end}</Button>
    </>
  );
}

function Ask() {
  const ask = useAct("POST /v1/admin/support-accesses");
  const act = (reason: string, given: FormData) =>
    ask.mutateAsync({ body: { organization_id: String(given.get("organization")).trim(), hours: Number(given.get("hours")), scopes: given.getAll("scope").map(String) as SupportBody["scopes"], reason } });
  return (
    <ActButton words={words.ask} title={words.ask.title} look="primary" openLook="primary" act={act}>
      <div className="grid gap-4 sm:grid-cols-[1fr_140px]">
        <TextField label={words.ask.organization} name="organization" required pattern="org_[0-9A-HJKMNP-TV-Z]{26}" autoFocus />
        <TextField label={words.ask.hours} name="hours" type="number" required min={1} max={72} defaultValue={4} />
      </div>
      <fieldset>
        <legend className="mb-2 text-[13.5px] font-[600] text-ink-2">{words.ask.scopes}</legend>
        {Object.entries(words.ask.scopeNames).map(([scope, label]) => (
          <label key={scope} className="flex min-h-8 cursor-pointer items-center gap-2.5 text-[14.5px]"><input type="checkbox" name="scope" value={scope} defaultChecked={scope !== "runs:read"} className="size-[18px] accent-[var(--brand)]" />{label}</label>
        ))}
      </fieldset>
    </ActButton>
  );
}
