import { disputesQuery, ordersQuery, productsQuery, refundsQuery, type Dispute, type Order, type Product, type Refund } from "@/api/console/money";
import { Sigil } from "@/brand/sigil";
import { listed, sentence, whole } from "@/lib/format";
import { consoleWords } from "@/strings/console";
import { moneyWords as words } from "@/strings/console-money";
import { State, When } from "../parts/bits";
import { Choice, Filters, useWanted } from "@/components/filters";
import { Listing } from "../parts/listing";
import { money } from "../parts/money";
import type { Column } from "../parts/rows";

export const options = (...states: string[]) => states.map((value) => ({ value, label: words.states[value] ?? sentence(value) }));
const ORDER_STATES = options("pending", "paid", "partially_refunded", "refunded", "void");
const DISPUTE_STATES = options("early_warning", "needs_response", "under_review", "won", "lost", "prevented");

export const Whose = ({ id, name }: { id: string; name: string }) => <span className="flex min-w-0 items-center gap-2"><Sigil id={id} size={22} /><span className="min-w-0 truncate">{name || id.slice(0, 12)}</span></span>;
const Right = ({ children }: { children: string }) => <span className="num font-[600]">{children}</span>;

const orderColumns: readonly Column<Order>[] = [
  { head: words.orders.columns.order, cell: (row) => <span className="block"><span className="block">{words.orders.reasons[row.reason] ?? sentence(row.reason)}</span><span className="mono block whitespace-nowrap text-[12px] font-[400] text-ink-3">{`${row.id.slice(0, 9)}…${row.id.slice(-4)}`}</span></span> },
  { head: words.orders.columns.buyer, cell: (row) => <Whose id={row.organization_id} name={row.organization_name} /> },
  { head: words.orders.columns.total, end: true, beside: true, cell: (row) => <Right>{money(row.total)}</Right> },
  { head: words.orders.columns.by, from: "md", cell: (row) => <span className="text-ink-2">{row.processor ? words.processors[row.processor] : "–"}</span> },
  { head: words.orders.columns.status, cell: (row) => <State of={row.status} words={words.states} /> },
  { head: words.orders.columns.when, end: true, cell: (row) => <When iso={row.created_at} /> },
];

export function Orders({ waiting }: { waiting?: boolean }) {
  const [{ status }, want] = useWanted<{ status?: string }>();
  return (
    <>
      {!waiting && <Filters><Choice label={consoleWords.status} value={status} options={ORDER_STATES} onChoose={(next) => want({ status: next })} /></Filters>}
      <Listing<Order> label={waiting ? words.tabs.waiting : words.tabs.orders} query={ordersQuery(waiting ? { waiting: true } : { status })} keyOf={(row) => row.id} to={(row) => `/console/money/orders/${row.id}`} columns={orderColumns} empty={waiting ? words.orders.emptyWaiting : words.orders.empty} />
    </>
  );
}

export function Refunds() {
  const { columns } = words.refunds;
  return (
    <Listing<Refund>
      label={words.tabs.refunds} query={refundsQuery} keyOf={(row) => row.id} to={(row) => `/console/money/orders/${row.order_id}`} empty={words.refunds.empty}
      columns={[
        { head: columns.refund, cell: (row) => money(row.amount) },
        { head: columns.buyer, cell: (row) => <Whose id={row.organization_id} name={row.organization_name} /> },
        { head: columns.why, from: "md", stacked: true, cell: (row) => <span className="block max-w-[320px] truncate text-ink-2">{row.reason}</span> },
        { head: columns.status, beside: true, cell: (row) => <State of={row.status} words={words.states} /> },
        { head: columns.when, end: true, cell: (row) => <When iso={row.created_at} /> },
      ]}
    />
  );
}

export function Disputes() {
  const [{ status }, want] = useWanted<{ status?: string }>();
  const { columns } = words.disputes;
  return (
    <>
      <Filters><Choice label={consoleWords.status} value={status} options={DISPUTE_STATES} onChoose={(next) => want({ status: next })} /></Filters>
      <Listing<Dispute>
        label={words.tabs.disputes} query={disputesQuery({ status })} keyOf={(row) => row.id} to={(row) => `/console/money/orders/${row.order_id}`} empty={words.disputes.empty}
        columns={[
          { head: columns.dispute, cell: (row) => money(row.amount) },
          { head: columns.buyer, cell: (row) => <Whose id={row.organization_id} name={row.organization_name} /> },
          { head: columns.why, from: "md", stacked: true, cell: (row) => <span className="text-ink-2">{sentence(row.reason)}</span> },
          { head: columns.status, beside: true, cell: (row) => <State of={row.status} words={words.states} /> },
          { head: columns.when, end: true, cell: (row) => <When iso={row.opened_at} /> },
        ]}
      />
    </>
  );
}

const price = (one: Product["prices"][number]): string => `${money({ amount: one.unit_amount ?? 0, currency: one.currency })} ${words.products.priceTypes[one.type] ?? sentence(one.type)}`;

export function Products() {
  const { columns } = words.products;
  return (
    <Listing<Product>
      label={words.tabs.products} query={productsQuery} keyOf={(row) => row.id} empty={words.products.empty}
      columns={[
        { head: columns.product, cell: (row) => <b className="font-[600]">{row.name}</b> },
        { head: columns.kind, cell: (row) => words.products.kinds[row.kind] ?? sentence(row.kind) },
        { head: columns.prices, cell: (row) => <span className="num text-ink-2">{listed(row.prices.map(price))}</span> },
        { head: columns.agents, from: "md", end: true, cell: (row) => <span className="num">{whole(row.agent_ids.length)}</span> },
        { head: columns.status, beside: true, cell: (row) => <State of={row.status} /> },
      ]}
    />
  );
}
