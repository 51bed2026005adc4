import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { call } from "@/api/client";
import { isProblem } from "@/api/problem";
import { useOwnSession } from "@/api/session";
import { Panel } from "@/components/page-head";
import { accountWords } from "@/strings/account";
import { proofWords } from "@/strings/proof";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { say } from "@/ui/toast";
import { givenOf, Proof } from "./proof";

const words = accountWords.password;

/** Another password, or the first one of whoever has none. */
export function PasswordPanel() {
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const me = useOwnSession();
  const client = useQueryClient();
  const first = me?.has_password === false;
  const change = useMutation({
    mutationFn: () => call("POST /v1/auth/password", { body: { current_password: givenOf(me, current), new_password: next } }),
    onSuccess: () => {
      say(first ? proofWords.firstDone : words.done);
      setCurrent("");
      setNext("");
      return Promise.all(["session", "auth-sessions"].map((key) => client.invalidateQueries({ queryKey: [key] })));
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate();
  };
  const weak = isProblem(change.error) ? change.error.faults.new_password : undefined;
  return (
    <Panel title={words.title}>
      <form onSubmit={submit} className="grid gap-3.5">
        {first && <p className="-mt-1 text-[14.5px] text-ink-2">{proofWords.first}</p>}
        {(!first || change.error) && <Proof label={words.current} value={current} onChange={setCurrent} error={weak ? null : change.error} onShown={() => change.mutate()} />}
        <TextField label={words.next} type="password" autoComplete="new-password" required minLength={12} hint={words.hint} fault={weak} value={next} onChange={(event) => setNext(event.target.value)} />
        <Button type="submit" className="justify-self-start" busy={change.isPending}>{first ? proofWords.firstTitle : words.change}</Button>
      </form>
    </Panel>
  );
}
