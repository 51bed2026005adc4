import { useQueries } from "@tanstack/react-query";
import { ArrowUp, Square } from "lucide-react";
import { useState, type FormEvent } from "react";
import { detailQuery } from "@/api/catalog";
import type { Work } from "@/api/comparisons";
import { usePaused } from "@/api/session";
import { triesQuery } from "@/api/tries";
import { planOf, textField } from "@/components/schema-input";
import { KeptHere } from "@/components/top-up/lazy";
import { common } from "@/strings/common";
import { compare as words } from "@/strings/compare";
import { Button } from "@/ui/button";
import { Skeletons } from "@/ui/states";
import { GuestNote } from "./guest-note";
import { PickCard, type Chosen, type Part } from "./pick-card";
import { Results } from "./results";
import { useComparison } from "./use-comparison";
import { useKept } from "./use-kept";

const LEAST = 2;
const COLUMNS = ["", "", "md:grid-cols-2", "md:grid-cols-2 xl:grid-cols-3", "md:grid-cols-2 2xl:grid-cols-4"];

interface Props {
  ids: string[];
  most: number;
  guest: boolean;
  onChange: (ids: string[]) => void;
}

/** Who takes part, the work, and what each makes of it. */
export function Bench({ ids, most, guest, onChange }: Props) {
  const [chosen, setChosen] = useState<Record<number, Chosen>>({});
  // Kept in this tab, so that a text outlives signing up half way.
  const [text, setText] = useKept("laelia.compare");
  const paused = usePaused();
  const [blind, setBlind] = useState(false);
  const { state, work, start, stop, decide } = useComparison(guest);
  const { parts, loading } = useParts(ids, guest, chosen);
  // A guest has all of it at once the first time, so that nothing moves that they read already.
  const [shownOnce, setShownOnce] = useState(!guest);
  if (!loading && !shownOnce) setShownOnce(true);
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
  const again = work && { input: work.input || work.entrants[0]?.input, given: work, send: () => void start(work) };
  if (!shownOnce) return <Skeletons count={ids.length} className={`grid min-h-dvh content-start gap-3 ${COLUMNS[ids.length] ?? ""}`} each="h-[60vh]" />;
  const shown = new Map(parts.flatMap(({ id, agent }) => (agent ? [[id, agent] as const] : [])));
  return (
    <>
      <ul className={`mb-4 grid grid-cols-[minmax(0,1fr)] items-start gap-3 ${COLUMNS[ids.length] ?? ""}`} aria-label={words.pick}>
        {parts.map((one, i) => (
          <li key={`${one.id} ${i}`}><PickCard part={one} guest={guest} room={ids.length < most} onDrop={() => drop(i)} onTwice={() => onChange([...ids, one.id])} onChoose={(mine) => setChosen({ ...chosen, [i]: mine })} /></li>
        ))}
      </ul>
      <form onSubmit={submit} className="ringed mb-4 rounded-[24px_24px_24px_8px] border border-line-2 bg-surface p-3 shadow-glow focus-within:border-orchid-400">
        <textarea aria-label={words.task} placeholder={words.placeholder} rows={4} value={text} onChange={(event) => setText(event.target.value)} className="ringing w-full resize-y rounded-md bg-transparent px-2 py-1.5 text-[15.5px] leading-[1.5] placeholder:text-ink-3" />
        <div className="flex flex-wrap items-center justify-end gap-x-4 gap-y-2 px-2">
          <label className="me-auto flex items-center gap-2 text-[14px] text-ink-2"><input type="checkbox" checked={blind} onChange={(event) => setBlind(event.target.checked)} className="size-4 accent-[var(--brand)]" /><span>{words.blind} <span className="text-ink-3 max-sm:hidden">{words.blindHint}</span></span></label>
          {ids.length < LEAST && <span className="text-[13.5px] text-ink-3">{words.oneMore}</span>}
          {working ? (
            <Button className="!h-9" onClick={stop}><Square size={13} fill="currentColor" />{words.stop}</Button>
          ) : (
            <Button type="submit" look="primary" className="!h-9" disabled={!able || paused}>{paused ? common.paused : state.phase === "idle" ? words.run : words.again}<ArrowUp size={16} /></Button>
          )}
        </div>
      </form>
      {guest && state.phase === "idle" && <GuestNote ids={ids} parts={parts} />}
      {!guest && state.phase === "idle" && <KeptHere onSend={(kept: Work) => void start(kept)} />}
      <Results state={state} again={guest ? undefined : again} agents={shown} guest={guest} layout={COLUMNS[state.columns.length] ?? ""} onChoose={(label) => void decide(label)} />
    </>
  );
}

/** What is known of each that takes part, and whether it could begin. */
function useParts(ids: readonly string[], guest: boolean, chosen: Record<number, Chosen>): { parts: (Part & { ready: boolean })[]; loading: boolean } {
  const details = useQueries({ queries: ids.map((id) => detailQuery(id, !guest)) });
  const tries = useQueries({ queries: ids.map((id, i) => ({ ...triesQuery(id, !guest), enabled: guest || details[i]?.data?.enabled === false })) });
  const parts = ids.map((id, i) => {
    const agent = details[i]?.data;
    const left = tries[i]?.data;
    const question = guest || agent?.enabled === false ? left?.consent : undefined;
    const field = agent ? textField(planOf(agent.input_schema)) : null;
    const mine = chosen[i] ?? {};
    const lets = !guest || left?.available === true;
    const ready = lets && Boolean(agent) && (Boolean(field) || Boolean(mine.input)) && (!question?.required || Boolean(mine.consent));
    return { id, agent, field, mine, ready, question, tries: left };
  });
  return { parts, loading: [...details, ...tries].some((one) => one.isLoading) };
}
