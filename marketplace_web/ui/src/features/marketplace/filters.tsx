import type { Sort, Wanted } from "@/api/catalog";
import { agents } from "@/strings/agents";
import { Button } from "@/ui/button";

const words = agents.filters;
const RATINGS = [4.5, 4, 3];
const SHARES = [0.9, 0.8, 0.6];

type Counts = Record<string, Record<string, number>>;

interface Props {
  wanted: Wanted;
  facets: Counts;
  onWant: (next: Wanted) => void;
}

/** What is found can be narrowed by; each choice says how many there are of it. */
export function Filters({ wanted, facets, onWant }: Props) {
  const narrowed = Boolean(wanted.price || wanted.model || wanted.min_rating || wanted.min_happy || wanted.verified);
  const set = (part: Partial<Wanted>) => onWant({ ...wanted, ...part });
  const counted = (facet: string, label: (value: string) => string) => Object.entries(facets[facet] ?? {}).toSorted((a, b) => b[1] - a[1]).map(([value, n]): Choice => [value, `${label(value)} (${n})`]);
  return (
    <div role="group" aria-label={words.label} className="mb-5 flex flex-wrap items-center gap-2">
      <Pick label={words.price} value={wanted.price} choices={counted("price", (value) => words.prices[value] ?? value)} onPick={(value) => set({ price: value as Wanted["price"] })} />
      <Pick label={words.model} value={wanted.model} choices={counted("model", (value) => value)} onPick={(value) => set({ model: value })} />
      <Pick label={words.rating} value={wanted.min_rating?.toString()} choices={facets.rating || wanted.min_rating ? RATINGS.map((n): Choice => [String(n), words.starsUp(n)]) : []} onPick={(value) => set({ min_rating: value ? Number(value) : undefined })} />
      <Pick label={words.happy} value={wanted.min_happy?.toString()} choices={facets.happy || wanted.min_happy ? SHARES.map((n): Choice => [String(n), words.happyUp(Math.round(n * 100))]) : []} onPick={(value) => set({ min_happy: value ? Number(value) : undefined })} />
      <label className="flex h-9 cursor-pointer items-center gap-2 rounded-[10px] px-2 text-[13.5px] text-ink-2">
        <input type="checkbox" className="size-4 accent-[var(--brand)]" checked={wanted.verified === true} onChange={(event) => set({ verified: event.target.checked || undefined })} />
        {words.verified}
      </label>
      {narrowed && <Button size="sm" look="quiet" onClick={() => onWant({ q: wanted.q, category: wanted.category, sort: wanted.sort })}>{words.clear}</Button>}
      <select aria-label={words.sort} value={wanted.sort ?? "relevance"} onChange={(event) => set({ sort: event.target.value === "relevance" ? undefined : (event.target.value as Sort) })} className={`${SELECT} sm:ml-auto`}>
        {Object.entries(words.sorts).map(([value, label]) => <option key={value} value={value}>{label}</option>)}
      </select>
    </div>
  );
}

type Choice = [value: string, label: string];
const SELECT = "field !h-9 !w-auto max-w-[230px] !px-2.5 !text-[13.5px]";

/** Left out while there is nothing to choose. The chosen value stays, though nothing else fits it. */
function Pick({ label, value, choices, onPick }: { label: string; value: string | undefined; choices: readonly Choice[]; onPick: (value: string | undefined) => void }) {
  const all = value && !choices.some(([one]) => one === value) ? [...choices, [value, value] as Choice] : choices;
  if (all.length === 0) return null;
  return (
    <select aria-label={label} value={value ?? ""} onChange={(event) => onPick(event.target.value || undefined)} className={SELECT}>
      <option value="">{label}</option>
      {all.map(([one, text]) => <option key={one} value={one}>{text}</option>)}
    </select>
  );
}
