import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { call } from "@/api/client";
import type { Operations } from "@/api/schema";
import { keysWords } from "@/strings/keys";
import { Button } from "@/ui/button";
import { CodeBlock } from "@/ui/copy";
import { Dialog, DialogFoot } from "@/ui/dialog";
import { TextField } from "@/ui/field";
import { sayProblem } from "@/ui/toast";

type NewKey = Operations["POST /v1/api-keys"]["body"];
const words = keysWords.form;
const USUAL = ["agents:read", "agents:invoke", "runs:read"];

export function KeyDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const [secret, setSecret] = useState<string | null>(null);
  const close = (next: boolean) => {
    onOpenChange(next);
    if (!next) setSecret(null);
  };
  const shown = keysWords.shown;
  return (
    <Dialog open={open} onOpenChange={close} title={secret ? shown.title : words.title} description={secret ? shown.lead : undefined}>
      {secret ? (
        <div className="grid gap-4">
          <CodeBlock code={secret} label={shown.label} />
          <DialogFoot cancel={null}><Button look="primary" onClick={() => close(false)}>{shown.done}</Button></DialogFoot>
        </div>
      ) : (
        <KeyForm onMade={setSecret} />
      )}
    </Dialog>
  );
}

function KeyForm({ onMade }: { onMade: (secret: string) => void }) {
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<string[]>(USUAL);
  const [budget, setBudget] = useState("");
  const client = useQueryClient();
  const make = useMutation({
    mutationFn: () => call("POST /v1/api-keys", { body: { name, scopes, budget: budget ? { amount: budget, period: "month" } : null } as NewKey }),
    onSuccess: (key) => {
      onMade(key.key);
      return client.invalidateQueries({ queryKey: ["keys"] });
    },
    onError: sayProblem,
  });
  const toggle = (scope: string) => setScopes(scopes.includes(scope) ? scopes.filter((one) => one !== scope) : [...scopes, scope]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate();
  };
  return (
    <form onSubmit={submit} className="grid gap-4">
      <TextField label={words.name} required maxLength={100} value={name} onChange={(event) => setName(event.target.value)} />
      <fieldset>
        <legend className="mb-2 text-[13.5px] font-[600] text-ink-2">{words.scopes}</legend>
        <div className="grid gap-2">
          {Object.entries(words.scopeNames).map(([scope, label]) => (
            <label key={scope} className="flex cursor-pointer items-center gap-2.5 text-[14.5px]">
              <input type="checkbox" checked={scopes.includes(scope)} onChange={() => toggle(scope)} className="size-[18px] accent-[var(--brand)]" />
              {label}
              <code className="mono ml-auto text-[12px] text-ink-3">{scope}</code>
            </label>
          ))}
        </div>
      </fieldset>
      <TextField label={words.budget} hint={words.budgetHint} inputMode="decimal" pattern="[0-9]{1,9}([.][0-9]{1,6})?" value={budget} onChange={(event) => setBudget(event.target.value)} />
      <DialogFoot><Button type="submit" look="primary" busy={make.isPending} disabled={scopes.length === 0}>{words.make}</Button></DialogFoot>
    </form>
  );
}
