import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent, type ReactNode } from "react";
import { enabledQuery } from "@/api/catalog";
import { call } from "@/api/client";
import type { Operations } from "@/api/schema";
import { PausingButton } from "@/components/pausing-button";
import { keysWords } from "@/strings/keys";
import { Button } from "@/ui/button";
import { CheckField } from "@/ui/check";
import { CodeBlock } from "@/ui/copy";
import { Dialog, DialogFoot } from "@/ui/dialog";
import { SelectField, TextField } from "@/ui/field";
import { sayProblem } from "@/ui/toast";

type NewKey = Operations["POST /v1/api-keys"]["body"];
const words = keysWords.form;
const DAY_MS = 86_400_000;
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
  const [agents, setAgents] = useState<string[] | null>(null);
  const [days, setDays] = useState("");
  const [budget, setBudget] = useState("");
  const client = useQueryClient();
  const make = useMutation({
    mutationFn: () => call("POST /v1/api-keys", { body: { name, scopes, agent_ids: agents, expires_at: days ? until(Number(days)) : null, budget: budget ? { amount: budget, period: "month" } : null } as NewKey }),
    onSuccess: (key) => {
      onMade(key.key);
      return client.invalidateQueries({ queryKey: ["keys"] });
    },
    onError: sayProblem,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate();
  };
  return (
    <form onSubmit={submit} className="grid gap-4">
      <TextField label={words.name} required maxLength={100} value={name} onChange={(event) => setName(event.target.value)} />
      <Choices legend={words.scopes} choices={Object.entries(words.scopeNames)} chosen={scopes} onChange={setScopes} aside={(scope) => <code className="mono text-[12px]">{scope}</code>} />
      <Agents chosen={agents} onChange={setAgents} />
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <SelectField label={words.until} value={days} onChange={(event) => setDays(event.target.value)} options={words.untils.map(([value, label]) => ({ value, label }))} />
        <TextField label={words.budget} hint={words.budgetHint} inputMode="decimal" pattern="[0-9]{1,9}([.][0-9]{1,6})?" value={budget} onChange={(event) => setBudget(event.target.value)} />
      </div>
      <DialogFoot><PausingButton type="submit" look="primary" busy={make.isPending} disabled={scopes.length === 0 || agents?.length === 0}>{words.make}</PausingButton></DialogFoot>
    </form>
  );
}

const until = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();

/** `chosen` is null for every enabled agent, those to come too. */
function Agents({ chosen, onChange }: { chosen: string[] | null; onChange: (ids: string[] | null) => void }) {
  const { data = [] } = useQuery(enabledQuery);
  if (data.length === 0) return null;
  return (
    <div className="grid gap-3">
      <SelectField label={words.agents} value={chosen ? "some" : "all"} onChange={(event) => onChange(event.target.value === "all" ? null : [])} options={words.whichAgents.map(([value, label]) => ({ value, label }))} />
      {chosen && (
        <div className="max-h-[180px] overflow-y-auto rounded-[12px] bg-surface-2 p-3.5">
          <Choices legend={words.onlyThese} choices={data.map((agent) => [agent.id, agent.name])} chosen={chosen} onChange={onChange} />
        </div>
      )}
    </div>
  );
}

interface Choosing {
  legend: string;
  choices: readonly (readonly [value: string, label: string])[];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
  aside?: (value: string) => ReactNode;
}

function Choices({ legend, choices, chosen, onChange, aside }: Choosing) {
  const toggle = (value: string) => onChange(chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value]);
  return (
    <fieldset>
      <legend className="mb-2 text-[13.5px] font-[600] text-ink-2">{legend}</legend>
      <div className="grid gap-2">
        {choices.map(([value, label]) => (
          <CheckField key={value} checked={chosen.includes(value)} onChange={() => toggle(value)} label={label} hint={aside?.(value)} />
        ))}
      </div>
    </fieldset>
  );
}
