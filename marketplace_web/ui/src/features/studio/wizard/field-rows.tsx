import { Plus, Trash2 } from "lucide-react";
import { wizard } from "@/strings/studio-wizard";
import { Button, IconButton } from "@/ui/button";
import { SelectField, TextArea, TextField } from "@/ui/field";
import { messageOf } from "./draft";
import { fieldName, fieldsOf, isPlain, schemaOf, type InputField } from "./fields";
import { Check, FaultLine, Part } from "./step-head";
import type { Making } from "./use-draft";

const words = wizard.fields;
const KINDS = Object.entries(words.kinds).map(([value, label]) => ({ value, label }));

/** The agent's input as rows. `follow`: the message is made of the fields, and changes with them. */
export function FieldRows({ making, fault, follow = false }: { making: Making; fault: string | undefined; follow?: boolean }) {
  const { manifest } = making.draft;
  const fields = fieldsOf(manifest.input_schema);
  const set = (next: readonly InputField[]) => making.changeManifest({ input_schema: schemaOf(next), ...(follow ? { message: messageOf(next) } : {}) });
  const change = (at: number, patch: Partial<InputField>) => set(fields.map((field, i) => (i === at ? { ...field, ...patch } : field)));
  const label = (at: number, text: string) => {
    const wanted = fieldName(text);
    const taken = fields.some((field, i) => i !== at && field.name === wanted);
    change(at, { label: text, name: taken ? `${wanted}_${at + 1}` : wanted });
  };
  const add = () => set([...fields, { name: `field_${fields.length + 1}`, label: "", kind: "long", required: false, choices: [] }]);
  if (!isPlain(manifest.input_schema)) return <Part title={words.title}><p className="text-[14.5px] text-ink-2">{words.own}</p></Part>;
  return (
    <Part title={words.title}>
      <ul className="grid gap-3">
        {fields.map((field, i) => (
          <li key={i} className="grid items-start gap-3 rounded-[16px_16px_16px_6px] bg-surface-2 p-3.5 sm:grid-cols-[1fr_170px_auto_auto]">
            <TextField label={words.label} hint={words.named(field.name)} value={field.label} maxLength={60} onChange={(event) => label(i, event.target.value)} />
            <SelectField label={words.kind} options={KINDS} value={field.kind} onChange={(event) => change(i, { kind: event.target.value as InputField["kind"] })} />
            <div className="sm:pt-[38px]"><Check label={words.required} checked={field.required} onChange={(required) => change(i, { required })} /></div>
            <IconButton label={words.remove(field.label || field.name)} className="sm:mt-[28px]" onClick={() => set(fields.filter((_, at) => at !== i))}><Trash2 size={16} /></IconButton>
            {field.kind === "choice" && <div className="sm:col-span-4"><TextArea label={words.options} rows={3} value={field.choices.join("\n")} onChange={(event) => change(i, { choices: event.target.value.split("\n") })} /></div>}
          </li>
        ))}
      </ul>
      <FaultLine>{fault}</FaultLine>
      <Button size="sm" className="justify-self-start" onClick={add}><Plus size={15} />{words.add}</Button>
    </Part>
  );
}
