import { useState } from "react";
import { onceKey, useAct } from "@/api/console/shared";
import { Problem } from "@/api/problem";
import { allRefundRequestsQuery, type AnyRefundRequest } from "@/api/refunds";
import { consoleWords } from "@/strings/console";
import { refundWords } from "@/strings/refunds";
import { TextField } from "@/ui/field";
import { ActButton } from "../parts/act-button";
import { State, When } from "../parts/bits";
import { Choice, Filters, useWanted } from "@/components/filters";
import { Listing } from "../parts/listing";
import { minor, money, typed } from "../parts/money";
import { Whose } from "./lists";

const words = refundWords.console;
const STATES = Object.entries(words.states).map(([value, label]) => ({ value, label }));

/** What buyers ask to have back: those that wait, unless another state is chosen. */
export default function Asked() {
  const [{ status = "open" }, want] = useWanted<{ status?: string }>();
  const { columns } = words;
  return (
    <>
      <Filters><Choice label={consoleWords.status} value={status} options={STATES} onChoose={(next) => want({ status: next === "open" ? undefined : next })} /></Filters>
      <Listing<AnyRefundRequest>
        label={words.tab} query={allRefundRequestsQuery({ status })} keyOf={(row) => row.id} to={(row) => `/console/money/orders/${row.order_id}`} empty={status === "open" ? words.empty : words.emptyState}
        columns={[
          { head: columns.request, cell: (row) => <span className="num block">{money(row.amount)}</span> },
          { head: columns.buyer, cell: (row) => <Whose id={row.organization_id} name={row.organization_name} /> },
          { head: columns.what, from: "md", stacked: true, cell: (row) => <span className="block max-w-[340px] max-sm:w-[72vw]"><b className="block truncate font-[600]">{row.description}</b><span className="block text-[13.5px] text-ink-2">{row.reason}</span></span> },
          { head: columns.status, beside: true, cell: (row) => <Decided row={row} /> },
          { head: columns.when, from: "lg", stacked: true, end: true, cell: (row) => <When iso={row.created_at} /> },
        ]}
        actions={(row) => row.status === "open" && <Decide row={row} />}
      />
    </>
  );
}

function Decided({ row }: { row: AnyRefundRequest }) {
  const more = row.refund_status === "failed" ? words.refused : (row.granted ? words.granted(money(row.granted)) : row.answer);
  return <span className="block"><State of={row.status} words={words.states} />{more && <span className="mt-1 block max-w-[240px] truncate text-[13px] text-ink-3" title={row.answer ?? more}>{more}</span>}</span>;
}

function Decide({ row }: { row: AnyRefundRequest }) {
  const decide = useAct("POST /v1/admin/refund-requests/{refund_request_id}/decide");
  const [key] = useState(onceKey);
  const path = { refund_request_id: row.id };
  const give = (reason: string, given: FormData) => {
    const amount = minor(String(given.get("amount") ?? ""), row.amount.amount);
    if (amount === null) return Promise.reject(new Problem(422, "invalid_input", words.approve.tooMuch, null, {}));
    return decide.mutateAsync({ headers: key, path, body: { decision: "approve", amount, reason } });
  };
  const refuse = (reason: string) => decide.mutateAsync({ headers: onceKey(), path, body: { decision: "refuse", reason } });
  return (
    <>
      <ActButton small look="primary" openLook="ghost" words={words.approve} title={words.approve.title(row.organization_name)} act={give}>
        <TextField label={words.approve.amount} name="amount" inputMode="decimal" required defaultValue={typed(row.amount.amount)} hint={words.approve.amountHint(money(row.amount))} />
      </ActButton>
      <ActButton small openLook="quiet" words={words.refuse} title={words.refuse.title(row.organization_name)} act={refuse} />
    </>
  );
}
