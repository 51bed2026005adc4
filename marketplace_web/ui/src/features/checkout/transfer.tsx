import { useQuery } from "@tanstack/react-query";
import { Check, Copy, FileText } from "lucide-react";
import { invoiceFile } from "@/api/billing";
import { orderQuery, type Checkout } from "@/api/buying";
import { onDate } from "@/lib/format";
import { money } from "@/lib/money";
import { checkout as words } from "@/strings/checkout";
import { common } from "@/strings/common";
import { IconButton } from "@/ui/button";
import { useCopied } from "@/ui/copy";
import { StateCard } from "./state-card";

const said = words.transfer;

/** Where to send the money, and the word that finds the order. */
export function Transfer({ checkout }: { checkout: Checkout }) {
  const { data: order } = useQuery(orderQuery(checkout.order_id));
  const told = checkout.instructions ?? {};
  return (
    <StateCard seed={checkout.totals.lines[0]?.product_id ?? checkout.order_id} title={said.title} lead={said.lead}>
      <dl className="grid gap-px overflow-hidden rounded-[20px_20px_20px_7px] border bg-line">
        <Row label={said.amount} value={money(checkout.totals.due)} strong />
        <Row label={said.payTo} value={told.pay_to ?? said.payToUnknown} plain={!told.pay_to} />
        <Row label={said.reference} value={told.reference ?? ""} hint={said.referenceHint} mono />
        <Row label={said.by} value={onDate(checkout.expires_at)} plain />
      </dl>
      {order?.invoice_id && <a href={invoiceFile(order.invoice_id)} target="_blank" rel="noreferrer" className="btn btn-lg btn-ghost mt-5"><FileText size={17} />{said.invoice}</a>}
    </StateCard>
  );
}

function Row({ label, value, hint, mono, strong, plain }: { label: string; value: string; hint?: string; mono?: boolean; strong?: boolean; plain?: boolean }) {
  const [copied, copy] = useCopied();
  return (
    <div className="relative bg-surface py-3 ps-4 pe-14">
      <dt className="text-[13px] text-ink-3">{label}</dt>
      <dd className={`mt-0.5 whitespace-pre-line break-words ${mono ? "mono text-[14px]" : strong ? "display num text-[24px]" : "text-[15px] font-[600]"}`}>{value}</dd>
      {hint && <dd className="mt-0.5 text-[13px] text-ink-3">{hint}</dd>}
      {!plain && value && <dd className="absolute end-3 top-1/2 -translate-y-1/2"><IconButton size="sm" label={`${copied ? common.copied : said.copy}: ${label}`} onClick={() => copy(value)}>{copied ? <Check size={15} className="pop text-fern-text" /> : <Copy size={15} />}</IconButton></dd>}
    </div>
  );
}
