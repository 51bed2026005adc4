import { useQueries, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { ArrowUp, Square } from "lucide-react";
import { useState, type FormEvent } from "react";
import { detailQuery, enabledQuery } from "@/api/catalog";
import { triesQuery } from "@/api/tries";
import { PageHead } from "@/components/page-head";
import { planOf, textField } from "@/components/schema-input";
import { agents as agentWords } from "@/strings/agents";
import { compare as words } from "@/strings/compare";
import { Button, ButtonLink } from "@/ui/button";
import { Empty } from "@/ui/states";
import { Earlier } from "./earlier";
import { PickCard, type Chosen } from "./pick-card";
import { Results } from "./results";
import { useComparison } from "./use-comparison";

const MOST = 4;
const LEAST = 2;
const COLUMNS = ["", "", "md:grid-cols-2", "md:grid-cols-2 xl:grid-cols-3", "md:grid-cols-2 2xl:grid-cols-4"];

export default function ComparePage() {
  const { agents = "" } = useSearch({ strict: false }) as { agents?: string };
  const ids = String(agents).split(",").filter(Boolean).slice(0, MOST);
  const navigate = useNavigate();
  const choose = (next: string[]) => void navigate({ to: "/app/compare", search: { agents: next.join(",") } as never, replace: true });
  return (
    <>
      <PageHead title={words.title} lead={words.lead} action={<Add taken={ids} onAdd={(id) => choose([...ids, id])} />} />
      {ids.length === 0 ? (
        <Empty seed="compare" title={words.noneTitle} className="petal-card" action={<ButtonLink to="/marketplace" look="primary">{agentWords.everything}</ButtonLink>}>{words.noneText}</Empty>
      ) : (
        <Bench ids={ids} onChange={choose} />
      )}
      <Earlier />
    </>
  );
}

/** Who takes part, the work, and what each makes of it. */
function Bench({ ids, onChange }: { ids: string[]; onChange: (ids: string[]) => void }) {
  const details = useQueries({ queries: ids.map((id) => detailQuery(id, true)) });
  const tries = useQueries({ queries: ids.map((id, i) => ({ ...triesQuery(id, true), enabled: details[i]?.data?.enabled === false })) });
  const [chosen, setChosen] = useState<Record<number, Chosen>>({});
  const [text, setText] = useState("");
  const [blind, setBlind] = useState(false);
  const { state, start, stop, decide } = useComparison();
  const parts = ids.map((id, i) => {
    const agent = details[i]?.data;
    const question = agent?.enabled === false ? tries[i]?.data?.consent : undefined;
    const field = agent ? textField(planOf(agent.input_schema)) : null;
    const mine = chosen[i] ?? {};
    const ready = Boolean(agent) && (Boolean(field) || Boolean(mine.input)) && (!question?.required || Boolean(mine.consent));
    return { id, agent, field, mine, ready, question, tries: tries[i]?.data };
  });
  const working = state.phase === "running";
  const able = parts.length >= LEAST && parts.every((one) => one.ready) && (Boolean(text.trim()) || parts.every((one) => !one.field));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const entrants = parts.map(({ id, field, mine }) => ({ agent_id: id, model: mine.model, consent: mine.consent, input: field ? { [field]: text.trim() } : mine.input }));
    void start({ input: text.trim(), entrants, blind });
  };
  const drop = (at: number) => {
    setChosen({});
    onChange(ids.filter((_, i) => i !== at));
  };
  const shown = new Map(parts.flatMap(({ id, agent }) => (agent ? [[id, agent] as const] : [])));
  return (
    <>
      <ul className={`mb-4 grid grid-cols-[minmax(0,1fr)] gap-3 ${COLUMNS[ids.length] ?? ""}`} aria-label={words.pick}>
        {parts.map((one, i) => (
          <li key={`${one.id} ${i}`}><PickCard part={one} room={ids.length < MOST} onDrop={() => drop(i)} onTwice={() => onChange([...ids, one.id])} onChoose={(mine) => setChosen({ ...chosen, [i]: mine })} /></li>
        ))}
      </ul>
      <form onSubmit={submit} className="mb-4 rounded-[24px_24px_24px_8px] border border-line-2 bg-surface p-3 shadow-glow focus-within:border-orchid-400">
        <textarea aria-label={words.task} placeholder={words.placeholder} rows={4} value={text} onChange={(event) => setText(event.target.value)} className="w-full resize-y rounded-md bg-transparent px-2 py-1.5 text-[15.5px] leading-[1.5] placeholder:text-ink-3" />
        <div className="flex flex-wrap items-center justify-end gap-x-4 gap-y-2 px-2">
          <label className="mr-auto flex items-center gap-2 text-[14px] text-ink-2"><input type="checkbox" checked={blind} onChange={(event) => setBlind(event.target.checked)} className="size-4 accent-[var(--brand)]" /><span>{words.blind} <span className="text-ink-3 max-sm:hidden">{words.blindHint}</span></span></label>
          {ids.length < LEAST && <span className="text-[13.5px] text-ink-3">{words.oneMore}</span>}
          {working ? (
            <Button className="!h-9" onClick={stop}><Square size={13} fill="currentColor" />{words.stop}</Button>
          ) : (
            <Button type="submit" look="primary" className="!h-9" disabled={!able}>{state.phase === "idle" ? words.run : words.again}<ArrowUp size={16} /></Button>
          )}
        </div>
      </form>
      <Results state={state} agents={shown} layout={COLUMNS[state.columns.length] ?? ""} onChoose={(label) => void decide(label)} />
    </>
  );
}

function Add({ taken, onAdd }: { taken: readonly string[]; onAdd: (id: string) => void }) {
  const { data = [], isPending } = useQuery(enabledQuery);
  if (isPending) return <span className="skeleton block h-10 w-44" />;
  const free = data.filter((agent) => agent.id !== "laelia" && !taken.includes(agent.id));
  if (taken.length >= MOST || free.length === 0) return null;
  return (
    <select aria-label={words.pick} value="" onChange={(event) => event.target.value && onAdd(event.target.value)} className="field !h-10 !w-auto !text-[14px]">
      <option value="">{words.add}</option>
      {free.map((agent) => <option key={agent.id} value={agent.id}>{agent.name}</option>)}
    </select>
  );
}
