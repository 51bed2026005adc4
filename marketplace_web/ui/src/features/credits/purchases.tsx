import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { FileDown } from "lucide-react";
import { Fragment } from "react";
import { invoiceFile, invoicesQuery, ordersQuery, type Invoice } from "@/api/billing";
import type { Order } from "@/api/buying";
import { creditNoteFile, refundRequestsQuery } from "@/api/refunds";
import { Panel } from "@/components/page-head";
import { listed, onDate } from "@/lib/format";
import { money } from "@/lib/money";
import { billing } from "@/strings/billing";
import { common } from "@/strings/common";
import { refundWords } from "@/strings/refunds";
import { Button, ButtonLink } from "@/ui/button";
import { Failed, Skeletons } from "@/ui/states";
import { Refund } from "./refund";

const words = billing.purchases;
const TONES: Record<string, string> = { paid: "!bg-fern-wash !text-fern-text", issued: "!bg-pollen-wash !text-pollen-text", pending: "!bg-pollen-wash !text-pollen-text" };

const State = ({ of, label }: { of: string; label: string }) => <span className={`chip !h-6 !border-0 ${TONES[of] ?? "!bg-sunk dark:!bg-raise"}`}>{label}</span>;

export function Purchases() {
  const asked = [useInfiniteQuery(invoicesQuery), useInfiniteQuery(ordersQuery), useQuery(refundRequestsQuery)];
  // Everything comes at once, so that nothing that is read already moves.
  if (asked.some((one) => one.isPending)) return <Skeletons count={2} className="grid gap-4" each="h-72" />;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <Invoices />
      <Orders />
    </div>
  );
}

function Invoices() {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(invoicesQuery);
  const invoices = data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <Panel title={words.invoices}>
      {error && <Failed error={error} retry={() => void refetch()} />}
      {data && invoices.length === 0 && <p className="text-[14.5px] text-ink-3">{words.noInvoices}</p>}
      {invoices.length > 0 && (
        <div className="scroll-x flush" tabIndex={0} role="region" aria-label={words.invoices}>
          <table className="data">
            <thead><tr><th scope="col">{words.number}</th><th scope="col" className="max-sm:hidden">{words.what}</th><th scope="col" className="max-sm:hidden">{words.date}</th><th scope="col">{words.state}</th><th scope="col" className="!text-end">{words.amount}</th><th scope="col" className="!text-end">{words.file}</th></tr></thead>
            <tbody>{invoices.map((invoice) => <InvoiceRows key={invoice.id} invoice={invoice} />)}</tbody>
          </table>
        </div>
      )}
      {hasNextPage && <div className="mt-4 text-center"><Button size="sm" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>{common.more}</Button></div>}
    </Panel>
  );
}

function InvoiceRows({ invoice }: { invoice: Invoice }) {
  const { totals, status } = invoice;
  return (
    <Fragment>
      <tr>
        <td className="mono whitespace-nowrap text-[13px]">{invoice.number}</td>
        <td className="max-w-[280px] truncate max-sm:hidden">{listed(totals.lines.map((line) => line.description))}</td>
        <td className="whitespace-nowrap text-ink-3 max-sm:hidden">{onDate(invoice.issued_at)}</td>
        <td className="whitespace-nowrap"><State of={status} label={words.states[status]} />{status === "issued" && invoice.due_at && <span className="ms-2 text-[13px] text-ink-3 max-md:hidden">{words.due(onDate(invoice.due_at))}</span>}</td>
        <td className="num text-end font-[600]">{money({ amount: totals.total, currency: totals.currency })}</td>
        <td className="text-end"><a href={invoiceFile(invoice.id)} target="_blank" rel="noreferrer" aria-label={words.download(invoice.number)} className="btn btn-sm btn-quiet btn-icon"><FileDown size={16} /></a></td>
      </tr>
      {invoice.credit_notes.map((note) => (
        <tr key={note.id}>
          <td className="mono whitespace-nowrap !border-t-0 !pt-0 text-[13px] text-ink-3 max-sm:hidden">{note.number}</td>
          <td colSpan={3} className="!border-t-0 !pt-0 text-[13.5px] text-ink-2 max-sm:hidden">{words.note(note.reason)}</td>
          <td colSpan={2} className="!border-t-0 !pt-0 text-[13px] sm:hidden"><span className="mono block text-ink-3">{note.number}</span><span className="text-ink-2">{note.reason}</span></td>
          <td className="num !border-t-0 !pt-0 text-end text-fern-text">{money({ amount: -note.amount.amount, currency: note.amount.currency })}</td>
          <td className="!border-t-0 !pt-0 text-end"><a href={creditNoteFile(invoice.id, note.id)} target="_blank" rel="noreferrer" aria-label={refundWords.noteFile(note.number)} className="btn btn-sm btn-quiet btn-icon"><FileDown size={16} /></a></td>
        </tr>
      ))}
    </Fragment>
  );
}

function Orders() {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(ordersQuery);
  const orders = data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <Panel title={words.orders}>
      {error && <Failed error={error} retry={() => void refetch()} />}
      {data && orders.length === 0 && <p className="text-[14.5px] text-ink-3">{words.noOrders}</p>}
      <ul className="grid gap-2">{orders.map((order) => <OrderRow key={order.id} order={order} />)}</ul>
      {orders.length > 0 && <p className="mt-4 text-[13.5px] text-ink-3">{refundWords.how}</p>}
      {hasNextPage && <div className="mt-4 text-center"><Button size="sm" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>{common.more}</Button></div>}
    </Panel>
  );
}

function OrderRow({ order }: { order: Order }) {
  const { totals, status } = order;
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-2 rounded-[14px_14px_14px_5px] bg-surface-2 px-3.5 py-3 sm:flex sm:py-2.5">
      <span className="min-w-0 flex-1 leading-snug">
        <b className="block truncate text-[14.5px] font-[600]">{listed(totals.lines.map((line) => line.description))}</b>
        <span className="text-[13px] text-ink-3">{listed([onDate(order.created_at), words.reasons[order.reason], order.refund_until && refundWords.until(onDate(order.refund_until))])}</span>
      </span>
      <span className="num self-start text-[14.5px] font-[600] sm:order-1 sm:self-center">{money({ amount: totals.total, currency: totals.currency })}</span>
      <span className="col-span-2 flex flex-wrap items-center gap-x-3 gap-y-2 sm:contents">
        {order.refunded.amount > 0 && <span className="num text-[13.5px] text-fern-text">{words.refunded(money(order.refunded))}</span>}
        <State of={status} label={words.orderStates[status]} />
        <span className="flex gap-2 max-sm:ms-auto sm:order-2 empty:hidden">
          {status === "pending" && (order.checkout_id ? <ButtonLink to={`/app/checkout/${order.checkout_id}`} size="sm">{words.goOn}</ButtonLink> : <ButtonLink to="/app/checkout" search={{ order: order.id }} size="sm">{words.pay}</ButtonLink>)}
          {(order.refund_until ?? order.refunded.amount > 0) && <Refund order={order} />}
        </span>
      </span>
    </li>
  );
}
