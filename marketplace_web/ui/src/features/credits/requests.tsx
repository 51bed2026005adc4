import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { mayBuy, requestsQuery, useRequests, type PurchaseRequest } from "@/api/buying";
import type { Me } from "@/api/session";
import { Panel } from "@/components/page-head";
import { Sigil } from "@/brand/sigil";
import { PausingButton } from "@/components/pausing-button";
import { ago } from "@/lib/format";
import { money } from "@/lib/money";
import { billing } from "@/strings/billing";
import { buying } from "@/strings/buying";
import { Button, ButtonLink } from "@/ui/button";
import { Dialog, DialogFoot } from "@/ui/dialog";
import { TextArea } from "@/ui/field";
import { say, sayProblem } from "@/ui/toast";

const words = billing.requests;

/** What members ask for, for who decides; for a member, what became of their own. */
export function Requests({ me }: { me: Me }) {
  const { data = [] } = useQuery(requestsQuery());
  const buys = mayBuy(me);
  const shown = buys ? data.filter((one) => one.status === "open" || (one.status === "approved" && !one.order_id)) : data.filter((one) => one.status !== "withdrawn");
  if (shown.length === 0) return null;
  return (
    <Panel title={buys ? words.title : words.mine}>
      <ul className="grid gap-2">{shown.map((one) => <Row key={one.id} request={one} buys={buys} />)}</ul>
    </Panel>
  );
}

function costOf({ amount, interval }: PurchaseRequest): string {
  if (!amount) return "";
  if (!interval) return money(amount);
  return interval === "month" ? buying.aMonth(money(amount)) : buying.aYear(money(amount));
}

function Row({ request, buys }: { request: PurchaseRequest; buys: boolean }) {
  const { withdraw } = useRequests();
  const [declining, setDeclining] = useState(false);
  return (
    <li className="flex flex-wrap items-center gap-x-3.5 gap-y-2 rounded-[14px_14px_14px_5px] bg-pollen-wash px-3.5 py-3">
      <Sigil id={request.agent_ids[0] ?? request.price_id} size={38} />
      <div className="min-w-0 flex-1 basis-[220px]">
        <p className="text-[14.5px]"><b className="font-[650]">{request.product_name}</b>{request.quantity > 1 && <span className="num"> {words.times(request.quantity)}</span>} <span className="num text-ink-2">{costOf(request)}</span></p>
        <p className="break-words text-[13.5px] text-ink-2">{[buys && words.by(request.user_name, ago(request.created_at)), request.note].filter(Boolean).join(": ")}</p>
        {!buys && request.reason && <p className="text-[13.5px] text-ink-2">{request.reason}</p>}
      </div>
      {buys ? (
        <span className="flex gap-2">
          {request.status === "open" && <Button size="sm" look="quiet" onClick={() => setDeclining(true)}>{words.decline}</Button>}
          <ButtonLink to="/app/checkout" search={{ request: request.id }} size="sm" look="primary">{words.review}</ButtonLink>
        </span>
      ) : (
        <>
          <span className="chip">{words.states[request.status]}</span>
          {request.status === "open" && <Button size="sm" busy={withdraw.isPending} onClick={() => void withdraw.mutateAsync(request.id).then(() => say(buying.withdrawn), sayProblem)}>{buying.withdraw}</Button>}
        </>
      )}
      <Dialog open={declining} onOpenChange={setDeclining} title={words.decline}><Decline id={request.id} onDone={() => setDeclining(false)} /></Dialog>
    </li>
  );
}

function Decline({ id, onDone }: { id: string; onDone: () => void }) {
  const { decide } = useRequests();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const reason = String(new FormData(event.currentTarget).get("reason") ?? "").trim();
    decide.mutate({ id, decision: "decline", reason }, { onSuccess: () => { say(words.declined); onDone(); }, onError: sayProblem });
  };
  return (
    <form onSubmit={submit} className="grid gap-4">
      <TextArea label={words.why} hint={words.whyHint} name="reason" rows={3} maxLength={500} />
      <DialogFoot><PausingButton type="submit" look="danger" busy={decide.isPending}>{words.decline}</PausingButton></DialogFoot>
    </form>
  );
}
