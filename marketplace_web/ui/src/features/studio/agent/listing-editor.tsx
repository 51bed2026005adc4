import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent, type ReactNode } from "react";
import { categoriesQuery } from "@/api/catalog";
import { useListingChange, type Listing, type ListingChange } from "@/api/making";
import { isProblem } from "@/api/problem";
import { Panel } from "@/components/page-head";
import { PausingButton } from "@/components/pausing-button";
import { Prose } from "@/components/run/output";
import { own } from "@/strings/studio-agent";
import { wizard } from "@/strings/studio-wizard";
import { SelectField, TextArea, TextField } from "@/ui/field";
import { say, sayProblem } from "@/ui/toast";
import type { Handling, Support } from "../wizard/draft";
import { faultsFrom } from "../wizard/faults";
import { HandlingFields, SupportFields } from "../wizard/step-data";

const words = own.listing;
const lines = (text: string): string[] => text.split("\n").map((line) => line.trim()).filter(Boolean);
const codes = (text: string): string[] => [...new Set(text.split(/[\s,]+/).filter(Boolean))];

/** Everything that the page of the agent says, beside what its versions say. */
export function ListingEditor({ listing }: { listing: Listing }) {
  const { change } = useListingChange(listing.id);
  const support = listing.support as Partial<Record<keyof Support, string | null>>;
  const { hosts: _hosts, ...declared } = listing.data_handling as unknown as Handling & { hosts?: unknown };
  const [text, setText] = useState({
    name: listing.name, tagline: listing.tagline, description: listing.description, features: listing.features.join("\n"), use_cases: listing.use_cases.join("\n"),
    category: listing.categories[0]?.slug ?? "", tags: listing.tags.join(", "), languages: listing.languages.join(", "),
  });
  const [handling, setHandling] = useState<Handling>(declared);
  const [help, setHelp] = useState<Support>({ url: support.url ?? "", email: support.email ?? "", documentation_url: support.documentation_url ?? "" });
  const faults = isProblem(change.error) ? faultsFrom(change.error) : [];
  const fault = (field: string) => faults.find((one) => one.field === field)?.text;
  const bind = (name: keyof typeof text, as: string = name) => ({ value: text[name], fault: fault(as), onChange: (event: { target: { value: string } }) => setText({ ...text, [name]: event.target.value }) });
  const locked = listing.status === "in_review" || listing.status === "submitted" || listing.status === "suspended";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const body: ListingChange = {
      name: text.name.trim(), tagline: text.tagline.trim(), description: text.description.trim(), features: lines(text.features), use_cases: lines(text.use_cases),
      categories: [text.category, ...listing.categories.slice(1).map((one) => one.slug)].filter((slug, i, all) => slug && all.indexOf(slug) === i), tags: codes(text.tags), languages: codes(text.languages),
      data_handling: { ...handling, retention_days: handling.stores_input ? handling.retention_days : null },
      support: { url: help.url.trim() || null, email: help.email.trim() || null, documentation_url: help.documentation_url.trim() || null },
    };
    change.mutate(body, { onSuccess: () => say(words.saved), onError: (error) => !(isProblem(error) && error.status === 422) && sayProblem(error) });
  };
  const general = fault("");
  return (
    <Panel title={words.title}>
      {listing.published_at && <p className="-mt-2 mb-4 text-[13.5px] text-ink-3">{words.shown}</p>}
      <form onSubmit={submit}>
        <fieldset disabled={locked} className="grid gap-5">
          <TextField label={wizard.describe.name} required maxLength={60} {...bind("name")} />
          <TextField label={wizard.describe.tagline} required maxLength={100} {...bind("tagline")} />
          <Markdown text={text.description}><TextArea label={words.description} hint={wizard.describe.descriptionHint} required rows={10} maxLength={10000} {...bind("description")} /></Markdown>
          <Category {...bind("category")} />
          <TextArea label={words.features} required rows={4} {...bind("features")} />
          <TextArea label={words.uses} rows={4} {...bind("use_cases")} />
          <div className="grid gap-5 sm:grid-cols-2">
            <TextField label={words.tags} hint={words.tagsHint} {...bind("tags")} />
            <TextField label={words.languages} hint={words.languagesHint} {...bind("languages")} />
          </div>
          <HandlingFields value={handling} faults={faults} onChange={setHandling} />
          <SupportFields value={help} faults={faults} onChange={setHelp} />
          {general && <p role="alert" className="text-[14px] font-[550] text-ember-text">{general}</p>}
          <PausingButton type="submit" look="primary" className="justify-self-start" busy={change.isPending}>{words.save}</PausingButton>
        </fieldset>
      </form>
    </Panel>
  );
}

function Category(props: { value: string; fault: string | undefined; onChange: (event: { target: { value: string } }) => void }) {
  const { data = [] } = useQuery(categoriesQuery);
  const options = data.map((one) => ({ value: one.slug, label: one.parent ? `${data.find((other) => other.slug === one.parent)?.name ?? one.parent} / ${one.name}` : one.name }));
  return <SelectField label={wizard.describe.category} options={options} {...props} />;
}

/** As it is written, or as it will look; never as HTML. */
function Markdown({ text, children }: { text: string; children: ReactNode }) {
  const [shown, setShown] = useState(false);
  return (
    <div className="relative">
      <div role="group" className="absolute -top-2 end-0 flex gap-0.5 rounded-[10px] bg-sunk p-0.5">
        {[false, true].map((preview) => (
          <button key={String(preview)} type="button" aria-pressed={shown === preview} onClick={() => setShown(preview)} className={`h-7 rounded-[8px] px-3 text-[13px] font-[600] transition-colors ${shown === preview ? "bg-surface text-ink shadow-1" : "text-ink-2 hover:text-ink"}`}>{preview ? words.preview : words.write}</button>
        ))}
      </div>
      {shown ? (
        <>
          <p className="mb-1.5 text-[13.5px] font-[600] text-ink-2">{words.description}</p>
          <div className="min-h-[240px] rounded-[14px] border bg-surface-2 p-4 text-[15px] text-ink-2"><Prose text={text} /></div>
        </>
      ) : children}
    </div>
  );
}
