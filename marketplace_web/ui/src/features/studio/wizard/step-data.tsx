import { ShieldCheck } from "lucide-react";
import { useState } from "react";
import { wizard } from "@/strings/studio-wizard";
import { TextArea, TextField } from "@/ui/field";
import type { Handling, Support } from "./draft";
import { faultIn, type Fault } from "./faults";
import { permissionsOf } from "./permissions";
import { Check, Part, StepHead } from "./step-head";
import type { StepProps } from "./wizard";

const words = wizard.data;

export function StepData({ making, faults }: StepProps) {
  const { draft, change } = making;
  const permissions = permissionsOf(draft);
  return (
    <>
      <StepHead title={words.title} lead={words.lead} />
      <div className="grid gap-6">
        <section className="rounded-[18px_18px_18px_6px] bg-surface-2 p-4">
          <h3 className="text-[16px] !tracking-[-.02em]">{words.permissions}</h3>
          {permissions.length === 0 && <p className="mt-2 text-[14.5px] text-ink-2">{words.nothing}</p>}
          <ul className="mt-2.5 grid gap-2">
            {permissions.map((text) => <li key={text} className="flex gap-2.5 text-[14.5px] text-ink-2"><ShieldCheck size={17} className="mt-0.5 shrink-0 text-brand-text" />{text}</li>)}
          </ul>
          {(draft.kind === "mcp" || draft.kind === "http") && <p className="mt-3 text-[13.5px] text-ink-3">{words.opaque}</p>}
        </section>
        <HandlingFields value={draft.handling} faults={faults} onChange={(handling) => change({ handling })} />
        <SupportFields value={draft.support} faults={faults} onChange={(support) => change({ support })} />
      </div>
    </>
  );
}

export function HandlingFields({ value, faults, onChange }: { value: Handling; faults: readonly Fault[]; onChange: (value: Handling) => void }) {
  const set = (patch: Partial<Handling>) => onChange({ ...value, ...patch });
  const [regions, setRegions] = useState(value.regions.join(", "));
  const read = (typed: string) => {
    setRegions(typed);
    set({ regions: [...new Set(typed.toLowerCase().split(/[^a-z]+/).filter((code) => code.length === 2))] });
  };
  return (
    <Part title={words.handling}>
      <Check label={words.stores} checked={value.stores_input} onChange={(stores_input) => set({ stores_input })} />
      {value.stores_input && <div className="max-w-[220px]"><TextField label={words.retention} type="number" min={1} max={36500} value={value.retention_days ?? ""} fault={faultIn(faults, "data", "retention_days")} onChange={(event) => set({ retention_days: event.target.value ? Number(event.target.value) : null })} /></div>}
      <Check label={words.trains} checked={value.trains_on_input} onChange={(trains_on_input) => set({ trains_on_input })} />
      <TextField label={words.regions} hint={words.regionsHint} value={regions} fault={faultIn(faults, "data", "regions")} onChange={(event) => read(event.target.value)} />
      <TextArea label={words.statement} hint={words.statementHint} rows={3} maxLength={2000} value={value.statement} fault={faultIn(faults, "data", "statement")} onChange={(event) => set({ statement: event.target.value })} />
    </Part>
  );
}

export function SupportFields({ value, faults, onChange }: { value: Support; faults: readonly Fault[]; onChange: (value: Support) => void }) {
  const field = (name: keyof Support, label: string) => (
    <TextField label={label} inputMode={name === "email" ? "email" : "url"} autoComplete="off" value={value[name]} fault={faultIn(faults, "data", name)} onChange={(event) => onChange({ ...value, [name]: event.target.value })} />
  );
  return (
    <Part title={words.support}>
      <div className="grid gap-4 sm:grid-cols-2">
        {field("url", words.url)}
        {field("documentation_url", words.docs)}
        {field("email", words.email)}
      </div>
    </Part>
  );
}
