import { useQuery } from "@tanstack/react-query";
import { Plus, X } from "lucide-react";
import { categoriesQuery, type Category } from "@/api/catalog";
import { wizard } from "@/strings/studio-wizard";
import { Button, IconButton } from "@/ui/button";
import { SelectField, TextArea, TextField } from "@/ui/field";
import { listOf, textOf } from "./draft";
import { faultIn } from "./faults";
import { Samples } from "./samples";
import { FaultLine, Part, StepHead } from "./step-head";
import type { StepProps } from "./wizard";

const words = wizard.describe;
const MOST_FEATURES = 12;
const MOST_CATEGORIES = 3;

export function StepDescribe({ making, faults }: StepProps) {
  const { draft } = making;
  const { manifest } = draft;
  const set = making.changeManifest;
  const fault = (field: string) => faultIn(faults, "describe", field);
  return (
    <>
      <StepHead title={words.title} lead={words.lead} />
      <div className="grid gap-5">
        <TextField label={words.name} maxLength={60} value={textOf(manifest, "name")} fault={fault("name") ?? fault("slug")} onChange={(event) => set({ name: event.target.value })} />
        <TextField label={words.tagline} hint={words.left(100 - textOf(manifest, "tagline").length)} maxLength={100} value={textOf(manifest, "tagline")} fault={fault("tagline")} onChange={(event) => set({ tagline: event.target.value })} />
        <TextArea label={words.description} hint={words.descriptionHint} rows={6} maxLength={2000} value={textOf(manifest, "description")} fault={fault("description")} onChange={(event) => set({ description: event.target.value })} />
        <Categories chosen={draft.categories} fault={fault("category")} onChange={(categories) => making.change({ categories })} />
        <Features lines={listOf(manifest, "features")} fault={fault("features")} onChange={(features) => set({ features })} />
        <TextArea label={words.uses} hint={words.usesHint} rows={4} value={listOf(manifest, "use_cases").join("\n")} fault={fault("use_cases")} onChange={(event) => set({ use_cases: event.target.value.split("\n").slice(0, 24) })} />
        <Part title={words.samples} hint={words.samplesHint}><Samples making={making} fault={fault("examples")} /></Part>
      </div>
    </>
  );
}

function Categories({ chosen, fault, onChange }: { chosen: readonly string[]; fault: string | undefined; onChange: (slugs: string[]) => void }) {
  const { data = [] } = useQuery(categoriesQuery);
  const options = data.map((one) => ({ value: one.slug, label: pathOf(one, data) }));
  const [first = "", ...others] = chosen;
  const put = (at: number, slug: string) => {
    const next = [...chosen];
    next[at] = slug;
    onChange([...new Set(next.filter(Boolean))].slice(0, MOST_CATEGORIES));
  };
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <SelectField label={words.category} options={[{ value: "", label: words.choose }, ...options]} value={first} fault={fault} onChange={(event) => put(0, event.target.value)} />
      <SelectField label={words.more} options={[{ value: "", label: "–" }, ...options.filter((one) => one.value !== first)]} value={others[0] ?? ""} onChange={(event) => put(1, event.target.value)} />
    </div>
  );
}

const pathOf = (one: Category, all: readonly Category[]): string => {
  const parent = all.find((other) => other.slug === one.parent);
  return parent ? `${parent.name} / ${one.name}` : one.name;
};

function Features({ lines, fault, onChange }: { lines: readonly string[]; fault: string | undefined; onChange: (lines: string[]) => void }) {
  const rows = lines.length === 0 ? [""] : lines;
  return (
    <fieldset>
      <legend className="mb-1.5 text-[13.5px] font-[600] text-ink-2">{words.features}</legend>
      <ol className="grid gap-2">
        {rows.map((line, i) => (
          <li key={i} className="flex items-center gap-2">
            <input aria-label={words.feature(i + 1)} className="field" maxLength={120} value={line} onChange={(event) => onChange(rows.map((one, at) => (at === i ? event.target.value : one)))} />
            <IconButton label={words.remove(i + 1)} onClick={() => onChange(rows.filter((_, at) => at !== i))} disabled={rows.length === 1}><X size={16} /></IconButton>
          </li>
        ))}
      </ol>
      <div className="mt-2 flex flex-wrap items-center gap-3">
        <Button size="sm" disabled={rows.length >= MOST_FEATURES} onClick={() => onChange([...rows, ""])}><Plus size={15} />{words.add}</Button>
        <span className="text-[13px] text-ink-3">{words.featuresHint}</span>
      </div>
      <FaultLine>{fault}</FaultLine>
    </fieldset>
  );
}
