import { clsx } from "clsx";
import { useState } from "react";
import { useChangeSubscription, useEndSubscription, type Subscription, type SubscriptionChange } from "@/api/billing";
import { Sigil } from "@/brand/sigil";
import { onDate } from "@/lib/format";
import { billing } from "@/strings/billing";
import { Button, ButtonLink } from "@/ui/button";
import { Dialog, DialogFoot } from "@/ui/dialog";
import { say, sayProblem } from "@/ui/toast";
import { ChangeDialog } from "./change-dialog";
import { SeatsDialog } from "./seats-dialog";
import { costOf, nextOf } from "./subscription-words";

const words = billing.plans;
const TONES: Partial<Record<Subscription["status"], string>> = {
  active: "!bg-fern-wash !text-fern-text", trialing: "!bg-[var(--iris-wash)] !text-iris-text", past_due: "!bg-pollen-wash !text-pollen-text", unpaid: "!bg-[var(--ember-wash)] !text-ember-text", incomplete: "!bg-pollen-wash !text-pollen-text",
};

type Open = "change" | "seats" | "end" | null;

export function SubscriptionCard({ subscription: one }: { subscription: Subscription }) {
  const [open, setOpen] = useState<Open>(null);
  const [now] = useState(() => Date.now());
  const change = useChangeSubscription(one.id);
  const make = (body: SubscriptionChange) => void change.mutateAsync(body).then(() => say(words.done), sayProblem);
  const close = () => setOpen(null);
  const next = nextOf(one, now);
  return (
    <section aria-label={one.product_name} className="petal-card p-5">
      <div className="flex flex-wrap items-start gap-x-5 gap-y-3">
        <Sigil id={one.agent_ids[0] ?? one.product_id} size={60} on={one.status === "active"} />
        <div className="min-w-0 flex-1 basis-[240px]">
          <div className="flex flex-wrap items-center gap-2.5">
            <h2 className="text-[20px] !tracking-[-.02em]">{one.product_name}</h2>
            <span className={clsx("chip !h-6 !border-0", TONES[one.status] ?? "!bg-sunk dark:!bg-raise")}>{words.states[one.status]}</span>
          </div>
          <p className="mt-1 text-[14.5px] text-ink-2">{next.join(" ")}</p>
          {one.pending_change && <p className="mt-1 text-[14px] text-ink-3">{words.change(words.changePending(one.pending_change.quantity), onDate(one.pending_change.effective_at))}</p>}
        </div>
        <div className="sm:text-end">
          <p className="num text-[17px] font-[650]">{costOf(one)}</p>
          {one.per_seat && <p className="num text-[13.5px] text-ink-3">{words.seats(one.seats.length, one.quantity)}</p>}
        </div>
      </div>
      <div className="mt-4 flex flex-wrap gap-2 border-t pt-4"><Actions one={one} busy={change.isPending} make={make} open={setOpen} /></div>
      <Dialog wide open={open === "change"} onOpenChange={close} title={words.changeTitle(one.product_name)}><ChangeDialog subscription={one} onDone={close} /></Dialog>
      <Dialog open={open === "seats"} onOpenChange={close} title={words.seatsTitle(one.product_name)} description={words.seatsLead(one.quantity)}><SeatsDialog subscription={one} onDone={close} /></Dialog>
      <Dialog open={open === "end"} onOpenChange={close} title={words.endTitle(one.product_name)} description={words.endLead}><End id={one.id} onDone={close} /></Dialog>
    </section>
  );
}

interface Acting {
  one: Subscription;
  busy: boolean;
  make: (body: SubscriptionChange) => void;
  open: (what: Open) => void;
}

/** What its state allows, and nothing else. */
function Actions({ one, busy, make, open }: Acting) {
  const { actions } = words;
  const { status } = one;
  const owes = status === "past_due" || status === "unpaid" || status === "incomplete";
  return (
    <>
      {owes && one.order_id && <ButtonLink to="/app/checkout" search={{ order: one.order_id }} size="sm" look="primary">{actions.pay}</ButtonLink>}
      {status === "active" && <Button size="sm" onClick={() => open("change")}>{actions.change}</Button>}
      {one.per_seat && ["active", "trialing", "past_due"].includes(status) && <Button size="sm" onClick={() => open("seats")}>{actions.seats}</Button>}
      {status === "trialing" && (one.converts || one.payment_method_id) && <Button size="sm" busy={busy} onClick={() => make({ convert_trial: !one.converts })}>{one.converts ? actions.endAfter : actions.keepAfter}</Button>}
      {status === "active" && !one.cancel_at_period_end && <Button size="sm" busy={busy} onClick={() => make({ paused: true })}>{actions.pause}</Button>}
      {status === "paused" && <Button size="sm" look="primary" busy={busy} onClick={() => make({ paused: false })}>{actions.resume}</Button>}
      {(status === "active" || status === "past_due") && <Button size="sm" look={one.cancel_at_period_end ? "primary" : "ghost"} busy={busy} onClick={() => make({ cancel_at_period_end: !one.cancel_at_period_end })}>{one.cancel_at_period_end ? actions.undo : actions.cancel}</Button>}
      <Button size="sm" look="quiet" className="ms-auto" onClick={() => open("end")}>{actions.end}</Button>
    </>
  );
}

function End({ id, onDone }: { id: string; onDone: () => void }) {
  const end = useEndSubscription(id);
  return (
    <DialogFoot cancel={words.endCancel}>
      <Button look="danger" busy={end.isPending} onClick={() => end.mutate(undefined, { onSuccess: () => { say(words.states.canceled); onDone(); }, onError: sayProblem })}>{words.endSure}</Button>
    </DialogFoot>
  );
}
