import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { call } from "@/api/client";
import { isProblem } from "@/api/problem";
import { useOwnSession } from "@/api/session";
import { accountWords } from "@/strings/account";
import { Button } from "@/ui/button";
import { Dialog, DialogFoot } from "@/ui/dialog";
import { TextField } from "@/ui/field";
import { givenOf, Proof } from "./proof";

const words = accountWords.address;

/** Another email address. It holds once the link that goes to it is opened. */
export function ChangeAddress() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button size="sm" onClick={() => setOpen(true)}>{words.change}</Button>
      <Dialog open={open} onOpenChange={setOpen} title={words.title}><AddressForm onDone={() => setOpen(false)} /></Dialog>
    </>
  );
}

const ABOUT_ADDRESS = ["invalid_input", "email_domain_not_allowed", "sso_required"];

function AddressForm({ onDone }: { onDone: () => void }) {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const me = useOwnSession();
  const ask = useMutation({ mutationFn: () => call("POST /v1/auth/email", { body: { email, password: givenOf(me, password) } }) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask.mutate();
  };
  if (ask.isSuccess) {
    return (
      <>
        <p role="status" className="text-[14.5px] text-ink-2">{words.sent(email)}</p>
        <DialogFoot cancel={null}><Button look="primary" onClick={onDone}>{words.done}</Button></DialogFoot>
      </>
    );
  }
  const fault = isProblem(ask.error) && ABOUT_ADDRESS.includes(ask.error.code) ? (ask.error.faults.email ?? ask.error.detail) : undefined;
  return (
    <form onSubmit={submit} className="grid gap-4">
      <TextField label={words.next} type="email" autoComplete="email" required hint={words.hint} fault={fault} value={email} onChange={(event) => setEmail(event.target.value)} />
      <Proof value={password} onChange={setPassword} error={fault ? null : ask.error} onShown={() => ask.mutate()} />
      <DialogFoot><Button type="submit" look="primary" busy={ask.isPending}>{words.go}</Button></DialogFoot>
    </form>
  );
}
