import { useId, useState, type FormEvent, type ReactNode } from "react";
import { ask } from "@/strings/ask";
import { files as fileWords } from "@/strings/files";
import { common } from "@/strings/common";
import { SelectField, TextArea, TextField } from "@/ui/field";
import { FileField, type FieldFiles } from "./files/file-field";
import { filledOf, inputOf, planOf, valuesOf, type FieldPlan } from "./schema-input";

interface Props {
  schema: unknown;
  example?: unknown;
  /** What the form holds to begin with. */
  initial?: unknown;
  /** Whether files may be attached, and pictures among them; nobody's are without an account. */
  files?: { images: boolean } | undefined;
  /** With the IDs of the files that the input names. */
  onSubmit: (input: Record<string, unknown>, files: readonly string[]) => void;
  /** The buttons, which know whether a run is under way; of what the form would send, null until it is filled. */
  children: ReactNode | ((filled: Record<string, unknown> | null) => ReactNode);
}

const words = ask.form;

/** A form made from an agent's own input schema. */
export function SchemaForm({ schema, example, initial = {}, files, onSubmit, children }: Props) {
  const plan = planOf(schema);
  const [values, setValues] = useState<Record<string, string>>(() => valuesOf(plan, initial));
  const [attached, setAttached] = useState<Record<string, FieldFiles>>({});
  const [fault, setFault] = useState("");
  const ids = Object.fromEntries(Object.entries(attached).map(([name, one]) => [name, one.ids]));
  const ready = Object.values(attached).every((one) => one.ready);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const missing = plan.find((field) => field.kind === "file" && field.required && !attached[field.name]?.ids.length);
    if (missing) return setFault(words.noFile(missing.label));
    if (!ready) return setFault(fileWords.waits);
    try {
      const input = inputOf(plan, values, ids);
      setFault("");
      onSubmit(input, Object.values(ids).flat());
    } catch {
      setFault(words.badJson);
    }
  };
  return (
    <form onSubmit={submit} className="grid gap-4">
      {plan.map((field) => {
        const shown = { field, value: values[field.name] ?? "", onChange: (value: string) => setValues({ ...values, [field.name]: value }) };
        if (!files || (field.kind !== "file" && field.kind !== "long")) return <Field key={field.name} {...shown} />;
        const held = attached[field.name]?.ids.length ?? 0;
        return <WithFiles key={field.name} {...shown} held={held > 0} images={files.images} onFiles={(got) => setAttached((all) => ({ ...all, [field.name]: got }))} />;
      })}
      {fault && <p role="alert" className="text-[13.5px] text-ember-text">{fault}</p>}
      {example !== undefined && <button type="button" className="link w-fit text-[13.5px]" onClick={() => setValues(valuesOf(plan, example))}>{words.fill}</button>}
      {typeof children === "function" ? children(ready ? filledOf(plan, values, ids) : null) : children}
    </form>
  );
}

interface FieldProps {
  field: FieldPlan;
  value: string;
  onChange: (value: string) => void;
  /** Whether a file stands for the words. */
  held?: boolean;
}

const MOST_FILES = 10;

/** A field that takes files: in the place of words, beside them, or nothing else. */
function WithFiles({ held, images, onFiles, ...rest }: FieldProps & { held: boolean; images: boolean; onFiles: (files: FieldFiles) => void }) {
  const { label, hint, required, several, kind } = rest.field;
  if (kind === "long") return <FileField label={label} most={MOST_FILES} images={images} onChange={onFiles}><Field {...rest} held={held} /></FileField>;
  return <FileField label={required ? label : `${label} (${words.optional})`} hint={hint || undefined} most={several ? MOST_FILES : 1} images={images} onChange={onFiles} />;
}

function Field({ field, value, onChange, held = false }: FieldProps) {
  const id = useId();
  const label = field.required ? field.label : `${field.label} (${words.optional})`;
  const shared = { label, value, required: field.required && !held, onChange: (event: { target: { value: string } }) => onChange(event.target.value) };
  const hint = field.hint || undefined;
  switch (field.kind) {
    case "file":
      return <p className="text-[14px] text-ink-2"><b className="font-[600]">{label}</b>{` ${words.fileLater}`}</p>;
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
