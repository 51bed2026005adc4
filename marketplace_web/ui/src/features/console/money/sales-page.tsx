import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { salesQuery, type SalesOf, type SoldDay } from "@/api/console/sales";
import { Filters, useWanted } from "@/components/filters";
import { PageHead, Panel } from "@/components/page-head";
import { onDay, whole } from "@/lib/format";
import { salesWords as words } from "@/strings/console-sales";
import { ButtonLink } from "@/ui/button";
import { Empty, Failed, Skeletons } from "@/ui/states";
import { Figure } from "../parts/bits";
import { DayBars } from "../parts/day-bars";
import { asked, everyDay, spanOf } from "../parts/days";
import { money } from "../parts/money";
import { Rows } from "../parts/rows";
import { SpanChoice } from "../parts/span-choice";
import { Whose } from "./lists";

interface Wanted { days?: string; currency?: string }

export default function SalesPage() {
  const [wanted, want] = useWanted<Wanted>();
  const span = spanOf(wanted.days);
  const days = asked(span);
  const { data, error, refetch, isPlaceholderData } = useQuery(salesQuery(days));
  const sales = data?.currencies.find((one) => one.currency === wanted.currency) ?? data?.currencies[0];
  return (
    <>
      <PageHead title={words.title} lead={words.lead} action={<ButtonLink to="/console/money">{words.orders}</ButtonLink>} />
      <Filters>
        <SpanChoice value={span} onChoose={(next) => want({ days: next === "30" ? undefined : next })} />
        {sales && (data?.currencies.length ?? 0) > 1 && (
          <select aria-label={words.currency} value={sales.currency} onChange={(event) => want({ currency: event.target.value })} className="field !h-10 !w-auto !text-[14px]">
            {data?.currencies.map(({ currency }) => <option key={currency} value={currency}>{currency}</option>)}
          </select>
        )}
      </Filters>
      {error && <Failed error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeletons count={3} className="grid gap-4" each="h-36" />}
      {data && !sales && <Empty seed="sales" title={words.empty.title} className="petal-card">{words.empty.text}</Empty>}
      {sales && <div className={isPlaceholderData ? "opacity-50 transition-opacity" : "transition-opacity"} aria-busy={isPlaceholderData}><Sold sales={sales} days={{ from: data?.from ?? days.from, to: data?.to ?? days.to }} /></div>}
    </>
  );
}

function Sold({ sales, days }: { sales: SalesOf; days: { from: string; to: string } }) {
  const { currency } = sales;
  const shown = (amount: number) => money({ amount, currency });
  const every = everyDay<SoldDay>(sales.days, days, (day) => ({ day, orders: 0, total: 0, tax: 0, refunded: 0 }));
  const of = (day: string) => every.find((one) => one.day === day);
  const { columns } = words;
  return (
    <div className="grid gap-4">
      <dl className="grid grid-cols-2 gap-3 lg:grid-cols-4">
        <Figure label={words.paid} value={shown(sales.total)} note={sales.tax > 0 ? words.withTax(shown(sales.tax)) : undefined} />
        <Figure label={words.refunded} value={shown(sales.refunded)} note={sales.total > 0 ? words.share(Math.round((sales.refunded / sales.total) * 1000) / 10) : undefined} tone={sales.refunded > 0 ? "warn" : undefined} />
        <Figure label={words.stays} value={shown(sales.total - sales.refunded)} />
        <Figure label={words.count} value={whole(sales.orders)} note={sales.orders > 0 ? words.each(shown(Math.round(sales.total / sales.orders))) : undefined} />
      </dl>
      <DayBars
        title={words.byDay}
        columns={[columns.day, columns.orders, columns.total, columns.refunded]}
        days={every.map((one) => ({ day: one.day, value: one.total, marked: one.refunded }))}
        figuresOf={({ day, value, marked = 0 }) => [whole(of(day)?.orders ?? 0), shown(value), shown(marked)]}
        said={({ day, value, marked = 0 }) => words.ofDay(onDay(day), of(day)?.orders ?? 0, shown(value), shown(marked))}
      />
      <div className="grid items-start gap-4 xl:grid-cols-2">
        <Products sales={sales} shown={shown} />
        <Sellers sales={sales} shown={shown} />
      </div>
    </div>
  );
}

type Shown = (amount: number) => string;

function Products({ sales, shown }: { sales: SalesOf; shown: Shown }) {
  const { columns } = words;
  return (
    <Panel title={words.byProduct}>
      {sales.products.length === 0 ? <p className="text-[14px] text-ink-3">{words.noneSold}</p> : (
        <Rows flat label={words.byProduct} rows={sales.products} keyOf={(row) => row.product_id} columns={[
          { head: columns.product, cell: (row) => <span className="block min-w-0"><span className="block font-[600]">{row.name}</span><Link to={`/console/organizations/${row.seller_id}`} className="text-[13px] text-ink-3 hover:text-ink">{row.seller_name || row.seller_id.slice(0, 12)}</Link></span> },
          { head: columns.quantity, from: "md", end: true, cell: (row) => <span className="num">{whole(row.quantity)}</span> },
          { head: columns.total, end: true, beside: true, cell: (row) => <span className="num font-[600]">{shown(row.total)}</span> },
        ]} />
      )}
    </Panel>
  );
}

function Sellers({ sales, shown }: { sales: SalesOf; shown: Shown }) {
  const { columns } = words;
  return (
    <Panel title={words.bySeller}>
      <Rows flat label={words.bySeller} rows={sales.sellers} keyOf={(row) => row.organization_id} to={(row) => `/console/organizations/${row.organization_id}`} columns={[
        { head: columns.seller, cell: (row) => <Whose id={row.organization_id} name={row.organization_name} /> },
        { head: columns.orders, from: "md", end: true, cell: (row) => <span className="num">{whole(row.orders)}</span> },
        { head: columns.refunded, from: "md", end: true, cell: (row) => <span className="num text-ink-2">{row.refunded > 0 ? shown(row.refunded) : "–"}</span> },
        { head: columns.total, end: true, beside: true, cell: (row) => <span className="num font-[600]">{shown(row.total)}</span> },
      ]} />
    </Panel>
  );
}
