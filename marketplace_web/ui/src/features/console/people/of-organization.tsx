import { useInfiniteQuery } from "@tanstack/react-query";
import { ordersQuery, type Order } from "@/api/console/money";
import { rightsQuery, type Right } from "@/api/console/people";
import { useAct } from "@/api/console/shared";
import { Sigil } from "@/brand/sigil";
import { onDay, sentence, whole } from "@/lib/format";
import { peopleWords } from "@/strings/console-people";
import { moneyWords } from "@/strings/console-money";
import { Failed, Skeletons } from "@/ui/states";
import { AgentName } from "../parts/agent-name";
import { Badge, State, useMay, When } from "../parts/bits";
import { money } from "../parts/money";
import { Rows } from "../parts/rows";
import { ActButton } from "../parts/act-button";

const { organization: words, acts } = peopleWords;

export function RightsOf({ id }: { id: string }) {
  const { data, error, isPending } = useInfiniteQuery(rightsQuery(id));
  const may = useMay();
  const revoke = useAct("POST /v1/admin/entitlements/{entitlement_id}/revoke");
  const rows = ((data?.pages ?? []) as { data: Right[] }[]).flatMap((page) => page.data);
  if (isPending) return <Skeletons count={2} className="grid gap-2" each="h-10" />;
  if (error) return <Failed error={error} />;
  if (rows.length === 0) return <p className="text-[14px] text-ink-3">{words.noRights.title}</p>;
  const act = (row: Right) => (reason: string) => revoke.mutateAsync({ path: { entitlement_id: row.id }, body: { organization_id: id, reason } });
  return (
    <Rows<Right>
      flat
      label={words.rights}
      rows={rows}
      keyOf={(row) => row.id}
      columns={[
        { head: words.rightColumns.agent, cell: (row) => <span className="flex items-center gap-2.5 font-[600]"><Sigil id={row.agent_id} size={26} /><span className="min-w-0 truncate"><AgentName id={row.agent_id} /></span></span> },
        { head: words.rightColumns.why, cell: (row) => <span className="block max-w-[320px]"><span className="block">{sentence(row.source)}{row.user_id && <span className="text-ink-3">{` · ${words.forOne}`}</span>}</span>{row.reason && <span className="block truncate text-[13px] text-ink-3">{row.reason}</span>}</span> },
        { head: words.rightColumns.runs, from: "md", stacked: true, end: true, cell: (row) => <span className="num">{row.run_limit === null ? whole(row.runs_used) : `${whole(row.runs_used)} / ${whole(row.run_limit)}`}</span> },
        { head: words.rightColumns.until, from: "md", end: true, cell: (row) => <span className="text-ink-2">{row.active_to ? onDay(row.active_to) : "–"}</span> },
        { head: words.rightColumns.status, beside: true, cell: (row) => (row.ended_at ? <Badge tone="calm">{words.ended}</Badge> : <State of={row.status} />) },
      ]}
      actions={may("grants.write") ? (row) => row.ended_at === null && <ActButton small words={acts.revoke} title={acts.revoke.title} openLook="quiet" act={act(row)} /> : undefined}
    />
  );
}

export function OrdersOf({ id }: { id: string }) {
  const { data, error, isPending } = useInfiniteQuery(ordersQuery({ organization_id: id }));
  const rows = ((data?.pages ?? []) as { data: Order[] }[]).flatMap((page) => page.data);
  if (isPending) return <Skeletons count={2} className="grid gap-2" each="h-10" />;
  if (error) return <Failed error={error} />;
  if (rows.length === 0) return <p className="text-[14px] text-ink-3">{words.noOrders}</p>;
  const { columns } = moneyWords.orders;
  return (
    <Rows<Order>
      flat
      label={words.orders}
      rows={rows}
      keyOf={(row) => row.id}
      to={(row) => `/console/money/orders/${row.id}`}
      columns={[
        { head: columns.order, cell: (row) => sentence(row.reason) },
        { head: columns.total, end: true, beside: true, cell: (row) => <span className="num">{money(row.total)}</span> },
        { head: columns.status, cell: (row) => <State of={row.status} words={moneyWords.states} /> },
        { head: columns.when, end: true, cell: (row) => <When iso={row.created_at} /> },
      ]}
    />
  );
}
