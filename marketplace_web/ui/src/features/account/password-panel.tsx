import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { call } from "@/api/client";
import { Problem } from "@/api/problem";
import { Panel } from "@/components/page-head";
import { accountWords } from "@/strings/account";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { say } from "@/ui/toast";

const words = accountWords.password;

export function PasswordPanel() {
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const change = useMutation({
    mutationFn: () => call("POST /v1/auth/password", { body: { current_password: current, new_password: next } }),
    onSuccess: () => {
      say(words.done);
      setCurrent("");
      setNext("");
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate();
  };
  return (
    <Panel title={words.title}>
      <form onSubmit={submit} className="grid gap-3.5">
        <TextField label={words.current} type="password" autoComplete="current-password" required value={current} onChange={(event) => setCurrent(event.target.value)} />
        <TextField label={words.next} type="password" autoComplete="new-password" required minLength={12} hint={words.hint} fault={change.error instanceof Problem ? change.error.detail : undefined} value={next} onChange={(event) => setNext(event.target.value)} />
        <Button type="submit" className="justify-self-start" busy={change.isPending}>{words.change}</Button>
      </form>
    </Panel>
  );
}
