import { useQueryClient } from "@tanstack/react-query";
import { Check, TriangleAlert } from "lucide-react";
import { useState, type FormEvent } from "react";
import { call } from "@/api/client";
import type { Role } from "@/api/organization";
import { isProblem, Problem } from "@/api/problem";
import { PausingButton } from "@/components/pausing-button";
import { listed } from "@/lib/format";
import { organizationWords } from "@/strings/organization";
import { wordsFor } from "@/strings/common";
import { Button } from "@/ui/button";
import { Dialog, DialogFoot } from "@/ui/dialog";
import { SelectField, TextArea } from "@/ui/field";
import { addressesIn } from "./addresses";
import { CopyLink } from "./copy-link";

const words = organizationWords.invite;
const ROLES: readonly Role[] = ["member", "staff", "admin"];
const DAYS = [1, 3, 7, 14, 30];

interface Sent {
  email: string;
  token?: string;
  fault?: string;
}

export default function InviteDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const [sent, setSent] = useState<Sent[]>([]);
  const close = (next: boolean) => {
    onOpenChange(next);
    if (!next) setSent([]);
  };
  return (
    <Dialog open={open} onOpenChange={close} title={sent.length > 0 ? words.sentTitle : words.title} wide>
      {sent.length > 0 ? <Results sent={sent} onDone={() => close(false)} /> : <InviteForm onSent={setSent} />}
    </Dialog>
  );
}

function InviteForm({ onSent }: { onSent: (sent: Sent[]) => void }) {
  const [text, setText] = useState("");
  const [role, setRole] = useState<Role>("member");
  const [days, setDays] = useState(7);
  const [busy, setBusy] = useState(false);
  const client = useQueryClient();
  const { good, bad } = addressesIn(text);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const results: Sent[] = [];
    // One after the other: an address that is refused holds up none of the others.
    for (const email of good) results.push(await invited(email, role, days)); // eslint-disable-line no-await-in-loop
    setBusy(false);
    void client.invalidateQueries({ queryKey: ["invitations"] });
    onSent(results);
  };
  return (
    <form onSubmit={(event) => void submit(event)} className="grid gap-4">
      <TextArea label={words.addresses} rows={4} autoFocus required value={text} onChange={(event) => setText(event.target.value)} hint={good.length > 0 ? words.found(good.length) : words.hint} fault={bad.length > 0 ? words.wrong(listed(bad.slice(0, 5))) : undefined} placeholder="ana@studio.example, ben@studio.example" spellCheck={false} />
      <div className="grid gap-4 sm:grid-cols-2">
        <SelectField label={words.role} value={role} onChange={(event) => setRole(event.target.value as Role)} options={ROLES.map((one) => ({ value: one, label: organizationWords.roles[one] ?? one }))} hint={organizationWords.roleHints[role]} />
        <SelectField label={words.expires} value={String(days)} onChange={(event) => setDays(Number(event.target.value))} options={DAYS.map((one) => ({ value: String(one), label: words.days(one) }))} />
      </div>
      <DialogFoot><PausingButton type="submit" look="primary" busy={busy} disabled={good.length === 0 || bad.length > 0}>{words.send(good.length)}</PausingButton></DialogFoot>
    </form>
  );
}

async function invited(email: string, role: Role, days: number): Promise<Sent> {
  try {
    const made = await call("POST /v1/invitations", { body: { email, role, expires_in_days: days } });
    return { email, token: made.token };
  } catch (error) {
    if (isProblem(error, "email_not_verified")) return { email, fault: words.unverified };
    const problem = error instanceof Problem ? error : null;
    return { email, fault: wordsFor(problem?.code ?? "", Object.values(problem?.faults ?? {})[0] ?? problem?.detail).detail };
  }
}

function Results({ sent, onDone }: { sent: readonly Sent[]; onDone: () => void }) {
  return (
    <div className="grid gap-4" role="status">
      <ul className="grid gap-2">
        {sent.map((one) => (
          <li key={one.email} className="flex flex-wrap items-center gap-x-3 gap-y-1.5 rounded-[14px_14px_14px_5px] bg-surface-2 px-3.5 py-2.5">
            {one.token ? <Check size={17} className="pop shrink-0 text-fern-text" /> : <TriangleAlert size={17} className="shrink-0 text-ember-text" />}
            <span className="min-w-0 flex-1"><b className="block truncate text-[14.5px] font-[600]">{one.email}</b><span className={one.fault ? "text-[13px] text-ember-text" : "text-[13px] text-ink-3"}>{one.fault ?? words.sent}</span></span>
            {one.token && <CopyLink token={one.token} />}
          </li>
        ))}
      </ul>
      <DialogFoot cancel={null}><Button look="primary" onClick={onDone}>{words.done}</Button></DialogFoot>
    </div>
  );
}
