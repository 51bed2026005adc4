import { Check, SlidersHorizontal, X } from "lucide-react";
import { useState } from "react";
import type { Sort, Wanted } from "@/api/catalog";
import { agents } from "@/strings/agents";
import { Button } from "@/ui/button";
import { CheckField } from "@/ui/check";
import { Dialog, DialogFoot } from "@/ui/dialog";
import { chosenOf, facetsOf, type Counts, type Facet } from "./facets";

const words = agents.filters;

interface Props {
  wanted: Wanted;
  facets: Counts;
  onWant: (next: Wanted) => void;
}

/** What is found can be narrowed by; each choice says how many there are of it. */
export function Facets({ wanted, facets, onWant }: Props) {
  return (
    <div role="group" aria-label={words.label} className="grid gap-5">
      {facetsOf(wanted, facets).map((facet) => <Choices key={facet.name} facet={facet} onPick={(value) => onWant({ ...wanted, [facet.name]: value })} />)}
      <CheckField checked={wanted.verified === true} onChange={(checked) => onWant({ ...wanted, verified: checked || undefined })} label={words.verified} />
    </div>
  );
}

function Choices({ facet: { label, chosen, choices }, onPick }: { facet: Facet; onPick: (value: string | number | undefined) => void }) {
  return (
    <section aria-label={label} className="border-b pb-4">
      <h3 className="mb-1.5 text-[14px] !tracking-normal [font-family:var(--font-sans)] font-[650]">{label}</h3>
      <ul className="-mx-2 grid grid-cols-[minmax(0,1fr)] gap-px">
        {choices.map(({ value, text, count }) => {
          const on = value === chosen;
          return (
            <li key={value}>
              <button type="button" aria-pressed={on} title={text} onClick={() => onPick(on ? undefined : value)} className={`flex h-9 w-full items-center gap-2.5 rounded-[10px] px-2 text-start text-[14px] transition-colors max-lg:h-11 ${on ? "bg-wash font-[600] text-brand-text" : "text-ink-2 hover:bg-[color-mix(in_oklab,var(--line)_45%,transparent)]"}`}>
                <span className={`grid size-[18px] shrink-0 place-items-center rounded-full border transition-colors ${on ? "border-brand bg-brand text-on-brand" : "border-line-strong bg-surface"}`} aria-hidden>{on && <Check size={12} strokeWidth={3.2} className="pop" />}</span>
                <span className="min-w-0 flex-1 truncate">{text}</span>
                {count !== undefined && <span className="num text-[12.5px] font-[450] text-ink-3">{count}</span>}
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** What narrows the list now: each part can be taken away by itself. */
export function ChosenChips({ wanted, onWant }: Pick<Props, "wanted" | "onWant">) {
  const chosen = chosenOf(wanted);
  if (chosen.length === 0) return null;
  return (
    <ul className="flex flex-wrap items-center gap-1.5">
      {chosen.map(({ name, text }) => (
        <li key={name}><button type="button" aria-label={words.without(text)} onClick={() => onWant({ ...wanted, [name]: undefined })} className="chip !h-8 !border-transparent !bg-wash !text-brand-text transition-colors hover:!bg-wash-2"><span className="max-w-[200px] truncate">{text}</span><X size={13} aria-hidden /></button></li>
      ))}
      {chosen.length > 1 && <li><Button size="sm" look="quiet" onClick={() => onWant({ q: wanted.q, category: wanted.category, sort: wanted.sort })}>{words.clear}</Button></li>}
    </ul>
  );
}

/** The same on a small screen, from below. */
export function FiltersSheet({ found, ...props }: Props & { found: string }) {
  const [open, setOpen] = useState(false);
  const count = chosenOf(props.wanted).length;
  return (
    <>
      <Button size="sm" className="!h-9 lg:!hidden" aria-haspopup="dialog" onClick={() => setOpen(true)}><SlidersHorizontal size={15} />{words.open}{count > 0 && <span className="num grid size-5 place-items-center rounded-full bg-brand text-[11.5px] text-on-brand">{count}</span>}</Button>
      <Dialog sheet open={open} onOpenChange={setOpen} title={words.open}>
        <Facets {...props} />
        <DialogFoot cancel={null}><Button look="primary" size="lg" className="w-full" onClick={() => setOpen(false)}>{words.show(found)}</Button></DialogFoot>
      </Dialog>
    </>
  );
}

export function SortBy({ wanted, onWant }: Pick<Props, "wanted" | "onWant">) {
  return (
    <select aria-label={words.sort} value={wanted.sort ?? "relevance"} onChange={(event) => onWant({ ...wanted, sort: event.target.value === "relevance" ? undefined : (event.target.value as Sort) })} className="field !h-9 !w-auto !rounded-[10px] !ps-3 !text-[13.5px] font-[600]">
      {Object.entries(words.sorts).map(([value, label]) => <option key={value} value={value}>{label}</option>)}
    </select>
  );
}
