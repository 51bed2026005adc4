import { useId, useState, type FormEvent, type ReactNode } from "react";
import { ask } from "@/strings/ask";
import { common } from "@/strings/common";
import { SelectField, TextArea, TextField } from "@/ui/field";
import { inputOf, planOf, valuesOf, type FieldPlan } from "./schema-input";

interface Props {
  schema: unknown;
  example?: unknown;
  /** What the form holds to begin with. */
  initial?: unknown;
  onSubmit: (input: Record<string, unknown>) => void;
  /** The buttons, which know whether a run is under way. */
  children: ReactNode;
}

const words = ask.form;

/** A form made from an agent's own input schema. */
export function SchemaForm({ schema, example, initial = {}, onSubmit, children }: Props) {
  const plan = planOf(schema);
  const [values, setValues] = useState<Record<string, string>>(() => valuesOf(plan, initial));
  const [fault, setFault] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    try {
      const input = inputOf(plan, values);
      setFault("");
      onSubmit(input);
    } catch {
      setFault(words.badJson);
    }
  };
  return (
    <form onSubmit={submit} className="grid gap-4">
      {plan.map((field) => <Field key={field.name} field={field} value={values[field.name] ?? ""} onChange={(value) => setValues({ ...values, [field.name]: value })} />)}
      {fault && <p role="alert" className="text-[13.5px] text-ember-text">{fault}</p>}
      {example !== undefined && <button type="button" className="link w-fit text-[13.5px]" onClick={() => setValues(valuesOf(plan, example))}>{words.fill}</button>}
      {children}
    </form>
  );
}

function Field({ field, value, onChange }: { field: FieldPlan; value: string; onChange: (value: string) => void }) {
  const id = useId();
  const label = field.required ? field.label : `${field.label} (${words.optional})`;
  const shared = { label, value, required: field.required, onChange: (event: { target: { value: string } }) => onChange(event.target.value) };
  const hint = field.hint || undefined;
  switch (field.kind) {
    case "long":
      return <TextArea {...shared} hint={hint} rows={field.required ? 4 : 2} />;
    case "list":
      return <TextArea {...shared} hint={hint ?? words.list} rows={3} />;
    case "json":
      return <TextArea {...shared} label={`${label}, ${words.json}`} hint={hint} rows={4} className="mono !text-[13px]" spellCheck={false} />;
    case "number":
      return <TextField {...shared} hint={hint} type="number" step="any" />;
    case "choice":
      return <SelectField {...shared} hint={hint} options={[...(field.required ? [] : [{ value: "", label: "–" }]), ...field.choices.map((choice) => ({ value: choice, label: choice }))]} />;
    case "boolean":
      return (
        <label htmlFor={id} className="flex items-center gap-2.5 text-[14.5px] text-ink-2">
          <input id={id} type="checkbox" checked={value === "true"} onChange={(event) => onChange(String(event.target.checked))} className="size-[18px] accent-[var(--brand)]" />
          {label}
          <span className="sr-only">{value === "true" ? common.yes : common.no}</span>
        </label>
      );
    default:
      return <TextField {...shared} hint={hint} />;
  }
}
