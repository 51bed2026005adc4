import { useQuery } from "@tanstack/react-query";
import { sharesQuery, type Share } from "@/api/console/money";
import type { OrganizationDetail } from "@/api/console/people";
import { useAct } from "@/api/console/shared";
import { Panel } from "@/components/page-head";
import { at, onDay } from "@/lib/format";
import { shareWords as words } from "@/strings/console-compared";
import { TextField } from "@/ui/field";
import { Failed, Skeletons } from "@/ui/states";
import { ActButton } from "../parts/act-button";
import { Rows } from "../parts/rows";

/** What a publisher gets of what they sell, and how it came to be. */
export function ShareOf({ found }: { found: OrganizationDetail }) {
  const { data, error, refetch } = useQuery(sharesQuery(found.id));
  const { columns } = words;
  return (
    <Panel title={words.title} action={<SetShare found={found} />}>
      {error && <Failed error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeletons count={1} each="h-16" />}
      {data && (
        <>
          <p className="flex flex-wrap items-baseline gap-x-3"><span className="display num text-[28px]">{words.now(data.percent)}</span><span className="text-[14px] text-ink-3">{data.percent === data.standard ? words.same : words.standard(data.standard)}</span></p>
          <p className="mb-3 mt-1 text-[14px] text-ink-2">{words.lead}</p>
          {data.shares.length === 0 ? <p className="text-[14px] text-ink-3">{words.none}</p> : (
            <Rows<Share> flat label={words.title} rows={data.shares} keyOf={(row) => row.id} columns={[
              { head: columns.share, cell: (row) => <span className="num font-[600]">{words.now(row.percent)}</span> },
              { head: columns.for, cell: (row) => (row.product_id === null ? words.everything : <span className="mono text-[12.5px]">{row.product_id}</span>) },
              { head: columns.why, whole: true, cell: (row) => <span className="block max-w-[360px] break-words text-ink-2">{row.reason}</span> },
              { head: columns.from, end: true, beside: true, cell: (row) => <time dateTime={row.effective_from} title={at(row.effective_from)} className="whitespace-nowrap text-ink-3">{onDay(row.effective_from)}{Date.parse(row.effective_from) > Date.now() && ` (${words.later})`}</time> },
            ]} />
          )}
        </>
      )}
    </Panel>
  );
}

function SetShare({ found }: { found: OrganizationDetail }) {
  const set = useAct("POST /v1/admin/revenue-shares");
  const { act } = words;
  const send = (reason: string, given: FormData) => {
    const text = (name: string) => String(given.get(name) ?? "").trim();
    const from = text("from");
    return set.mutateAsync({ body: { organization_id: found.id, product_id: text("product") || null, percent: text("percent"), effective_from: from ? new Date(`${from}T00:00:00Z`).toISOString() : null, reason } });
  };
  return (
    <ActButton words={act} title={act.title(found.name)} look="primary" openLook="ghost" small act={send}>
      <div className="grid gap-4 sm:grid-cols-3">
        <TextField label={act.percent} name="percent" inputMode="decimal" required pattern="(100(\.0{1,2})?|[0-9]{1,2}(\.[0-9]{1,2})?)" autoFocus />
        <TextField label={act.product} name="product" pattern="prd_[0-9A-HJKMNP-TV-Z]{26}" hint={act.productHint} className="mono !text-[13.5px]" />
        <TextField label={act.from} name="from" type="date" min={tomorrow()} hint={act.fromHint} />
      </div>
    </ActButton>
  );
}

/** The first whole day that is not begun: a share is never set for the past. */
const tomorrow = (): string => new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
