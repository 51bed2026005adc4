import { useState, type FormEvent } from "react";
import type { Order } from "@/api/buying";
import { useRefundRequests } from "@/api/refunds";
import { PausingButton } from "@/components/pausing-button";
import { minorUnits, money } from "@/lib/money";
import { refundWords as words } from "@/strings/refunds";
import { DialogFoot } from "@/ui/dialog";
import { SelectField, TextArea, TextField } from "@/ui/field";
import { say, sayProblem } from "@/ui/toast";

const inWhole = (amount: number) => (amount / 100).toFixed(2);

/** What of an order is asked back, and why. */
export default function RefundForm({ order, onDone }: { order: Order; onDone: () => void }) {
  const { ask } = useRefundRequests();
  const [key] = useState(() => crypto.randomUUID());
  const { due, lines, currency } = order.totals;
  const left = due.amount - order.refunded.amount;
  const [line, setLine] = useState("");
  const [typed, setTyped] = useState(inWhole(left));
  const [fault, setFault] = useState<string>();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const amount = minorUnits(typed);
    if (amount === null || amount < 1 || amount > left) return setFault(words.tooMuch);
    const reason = String(new FormData(event.currentTarget).get("reason") ?? "").trim();
    const body = { order_id: order.id, line: line === "" ? null : Number(line), amount, reason };
    ask.mutate({ key, body }, { onSuccess: () => { say(words.sent); onDone(); }, onError: sayProblem });
  };
  const choose = (next: string) => {
    setLine(next);
    const of = lines[Number(next)];
    setTyped(inWhole(next === "" || !of ? left : Math.min(left, of.amount - of.discount)));
  };
  const options = [{ value: "", label: words.whole }, ...lines.map((one, at) => ({ value: String(at), label: one.description }))];
  return (
    <form onSubmit={submit} className="grid gap-4">
      {lines.length > 1 && <SelectField label={words.line} options={options} value={line} onChange={(event) => choose(event.target.value)} />}
      <TextField label={words.amount(currency)} hint={words.amountHint(money({ amount: left, currency }))} inputMode="decimal" value={typed} fault={fault} onChange={(event) => { setTyped(event.target.value); setFault(undefined); }} />
      <TextArea label={words.reason} hint={words.reasonHint} name="reason" rows={3} required maxLength={500} />
      <DialogFoot><PausingButton type="submit" look="primary" busy={ask.isPending}>{words.send}</PausingButton></DialogFoot>
    </form>
  );
}
