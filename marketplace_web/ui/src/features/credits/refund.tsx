import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import type { Order } from "@/api/buying";
import { refundRequestsQuery, useRefundRequests, type RefundRequest } from "@/api/refunds";
import { listed } from "@/lib/format";
import { money } from "@/lib/money";
import { refundWords as words } from "@/strings/refunds";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Skeletons } from "@/ui/states";
import { say, sayProblem } from "@/ui/toast";

const RefundForm = lazy(() => import("./refund-dialog"));

/** What became of the last request for this order, or the button that makes one. */
export function Refund({ order }: { order: Order }) {
  const { data = [] } = useQuery(refundRequestsQuery);
  const last = data.find((one) => one.order_id === order.id && one.status !== "withdrawn");
  const [now] = useState(() => Date.now());
  const until = order.refund_until;
  if (last?.status === "open") return <Waiting request={last} />;
  const may = until && new Date(until).getTime() > now;
  if (!last && !may) return null;
  return (
    <span className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
      {last && <span className="text-[13px] text-ink-3">{[words.states[last.status], last.status === "refused" ? last.answer : ""].filter(Boolean).join(": ")}</span>}
      {may && <Ask order={order} />}
    </span>
  );
}

function Waiting({ request }: { request: RefundRequest }) {
  const { withdraw } = useRefundRequests();
  return (
    <span className="flex flex-wrap items-center gap-2">
      <span className="chip !h-6 !border-0 !bg-pollen-wash !text-pollen-text">{words.openFor(money(request.amount))}</span>
      <Button size="sm" busy={withdraw.isPending} onClick={() => withdraw.mutate(request.id, { onSuccess: () => say(words.takenBack), onError: sayProblem })}>{words.takeBack}</Button>
    </span>
  );
}

function Ask({ order }: { order: Order }) {
  const [asking, setAsking] = useState(false);
  const what = listed(order.totals.lines.map((line) => line.description));
  return (
    <>
      <Button size="sm" aria-label={words.askFor(what)} onClick={() => setAsking(true)}>{words.ask}</Button>
      <Dialog open={asking} onOpenChange={setAsking} title={words.title} description={words.lead}>
        <Suspense fallback={<Skeletons count={3} className="grid gap-3" each="h-16" />}>{asking && <RefundForm order={order} onDone={() => setAsking(false)} />}</Suspense>
      </Dialog>
    </>
  );
}
