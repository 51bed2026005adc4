import { Check, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { SchemaForm } from "@/components/schema-form";
import { wizard } from "@/strings/studio-wizard";
import { Button, IconButton } from "@/ui/button";
import { TextField } from "@/ui/field";
import { say } from "@/ui/toast";
import { examplesOf, type Example } from "./draft";
import { FaultLine } from "./step-head";
import type { Making } from "./use-draft";

const words = wizard.samples;
const MOST = 8;

/** Inputs to try the agent with, each filled in the form that callers will see. */
export function Samples({ making, fault }: { making: Pick<Making, "draft" | "changeManifest">; fault?: string }) {
  const { manifest } = making.draft;
  return <SampleList schema={manifest.input_schema} samples={examplesOf(manifest)} fault={fault} onChange={(examples) => making.changeManifest({ examples })} />;
}

export function SampleList({ schema, samples, fault, onChange }: { schema: unknown; samples: readonly Example[]; fault?: string | undefined; onChange: (samples: Example[]) => void }) {
  const [adding, setAdding] = useState(false);
  const put = (at: number, sample: Example) => onChange(at < samples.length ? samples.map((one, i) => (i === at ? sample : one)) : [...samples, sample]);
  return (
    <div className="grid gap-3">
      {samples.length === 0 && !adding && <p className="text-[14.5px] text-ink-3">{words.none}</p>}
      {samples.map((sample, i) => <Sample key={`${i}-${JSON.stringify(sample.input)}`} n={i} schema={schema} sample={sample} onKeep={(kept) => put(i, kept)} onRemove={() => onChange(samples.filter((_, at) => at !== i))} />)}
      {adding && <Sample n={samples.length} schema={schema} onKeep={(kept) => { put(samples.length, kept); setAdding(false); }} onRemove={() => setAdding(false)} />}
      <FaultLine>{fault}</FaultLine>
      {!adding && samples.length < MOST && <Button size="sm" className="justify-self-start" onClick={() => setAdding(true)}><Plus size={15} />{words.add}</Button>}
    </div>
  );
}

function Sample({ n, schema, sample, onKeep, onRemove }: { n: number; schema: unknown; sample?: Example; onKeep: (sample: Example) => void; onRemove: () => void }) {
  const [title, setTitle] = useState(sample?.title ?? (n === 0 ? words.first : ""));
  const keep = (input: Record<string, unknown>) => {
    onKeep({ title: title.trim() || words.sample(n + 1), input });
    say(words.kept);
  };
  return (
    <section aria-label={words.sample(n + 1)} className="grid gap-4 rounded-[18px_18px_18px_6px] bg-surface-2 p-4">
      <div className="flex items-end gap-2">
        <div className="min-w-0 flex-1"><TextField label={words.title} maxLength={80} value={title} onChange={(event) => setTitle(event.target.value)} onBlur={() => sample && title !== sample.title && onKeep({ ...sample, title: title.trim() || words.sample(n + 1) })} /></div>
        <IconButton label={words.remove(n + 1)} className="mb-0.5" onClick={onRemove}><Trash2 size={16} /></IconButton>
      </div>
      <SchemaForm schema={schema} initial={sample?.input} onSubmit={keep}>
        <Button type="submit" size="sm" className="justify-self-start"><Check size={15} />{words.keep}</Button>
      </SchemaForm>
    </section>
  );
}
