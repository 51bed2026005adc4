import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { keysQuery } from "@/api/account";
import { enabledQuery } from "@/api/catalog";
import { call } from "@/api/client";
import { membersQuery, type Budget } from "@/api/organization";
import { Problem } from "@/api/problem";
import { PausingButton } from "@/components/pausing-button";
import { budgetWords as words } from "@/strings/budgets";
import { DialogFoot } from "@/ui/dialog";
import { SelectField, TextField, type Option } from "@/ui/field";
import { useAct } from "./use-act";

type Scope = Budget["scope"];
const of = (names: Record<string, string>): Option[] => Object.entries(names).map(([value, label]) => ({ value, label }));

export function BudgetForm({ known, onDone }: { known: Budget | null; onDone: () => void }) {
  const [scope, setScope] = useState<Scope>(known?.scope ?? "organization");
  const [subject, setSubject] = useState(known?.scope_id ?? "");
  const [period, setPeriod] = useState<Budget["period"]>(known?.period ?? "month");
  const [amount, setAmount] = useState(known?.amount ?? "");
  const subjects = useChoices(scope);
  const save = useAct(() => call("PUT /v1/budgets", { body: { scope, scope_id: scope === "organization" ? null : subject, period, amount } }), { stale: ["budgets", "audit"], done: words.saved, after: onDone, quiet: true });
  const problem = save.error instanceof Problem ? save.error : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(undefined);
  };
  const choose = (next: Scope) => {
    setScope(next);
    setSubject("");
  };
  return (
    <form onSubmit={submit} className="grid gap-4">
      {!known && <SelectField label={words.scope} value={scope} onChange={(event) => choose(event.target.value as Scope)} options={of(words.one)} />}
      {!known && scope !== "organization" && <SelectField label={words.which[scope]} required value={subject} fault={problem?.faults.scope_id} onChange={(event) => setSubject(event.target.value)} options={[{ value: "", label: words.choose }, ...subjects]} />}
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField label={words.amount} required inputMode="decimal" pattern="[0-9]{1,9}([.][0-9]{1,6})?" value={amount} fault={problem && !problem.faults.scope_id ? (problem.faults.amount ?? problem.detail) : undefined} onChange={(event) => setAmount(event.target.value)} />
        <SelectField label={words.period} value={period} disabled={known !== null} onChange={(event) => setPeriod(event.target.value as Budget["period"])} options={of(words.periods)} />
      </div>
      <DialogFoot><PausingButton type="submit" look="primary" busy={save.isPending}>{words.set}</PausingButton></DialogFoot>
    </form>
  );
}

/** Who or what there is to choose from. */
function useChoices(scope: Scope): Option[] {
  const { data: members = [] } = useQuery({ ...membersQuery, enabled: scope === "user" });
  const { data: keys = [] } = useQuery({ ...keysQuery, enabled: scope === "key" });
  const { data: agents = [] } = useQuery({ ...enabledQuery, enabled: scope === "agent" });
  if (scope === "user") return members.map((one) => ({ value: one.user_id, label: one.name || one.email }));
  if (scope === "key") return keys.filter((one) => one.revoked_at === null).map((one) => ({ value: one.id, label: one.name }));
  if (scope === "agent") return [{ value: "laelia", label: "Laelia" }, ...agents.map((one) => ({ value: one.id, label: one.name }))];
  return [];
}
