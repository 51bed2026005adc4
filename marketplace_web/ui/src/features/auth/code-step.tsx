import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { call } from "@/api/client";
import { auth } from "@/strings/auth";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { FormFault } from "./form-fault";
import { useEntry } from "./use-entry";

const words = auth.code;

/** The second factor: a code of the authenticator app, or a recovery code. */
export function CodeStep({ challenge, back }: { challenge: string; back: () => void }) {
  const [code, setCode] = useState("");
  const enter = useEntry();
  const proof = useMutation({
    mutationFn: () => call("POST /v1/auth/login/code", { body: { challenge, code: code.trim() } }),
    onSuccess: enter,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    proof.mutate();
  };
  return (
    <>
      <h1 className="text-[38px]">{words.title}</h1>
      <p className="mt-2 text-[16px] text-ink-2">{words.lead}</p>
      <form onSubmit={submit} className="mt-7 grid gap-4">
        <TextField label={words.label} value={code} onChange={(event) => setCode(event.target.value)} autoComplete="one-time-code" inputMode="text" required minLength={6} autoFocus className="mono !text-[20px] tracking-[.2em]" />
        <FormFault error={proof.error} />
        <Button type="submit" look="primary" size="lg" busy={proof.isPending}>{words.submit}</Button>
        <Button look="quiet" onClick={back}>{words.back}</Button>
      </form>
    </>
  );
}
