import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { ArrowUp } from "lucide-react";
import { useState, type FormEvent } from "react";
import { enabledQuery } from "@/api/catalog";
import { PageHead } from "@/components/page-head";
import { agents as agentWords } from "@/strings/agents";
import { compare as words } from "@/strings/compare";
import { Button, ButtonLink } from "@/ui/button";
import { Empty } from "@/ui/states";
import { Column } from "./column";

const MOST = 3;
const COLUMNS = ["", "lg:grid-cols-1", "lg:grid-cols-2", "lg:grid-cols-3"];

/** What everybody is given: the text, and a number that grows with every start. */
export interface Task {
  text: string;
  turn: number;
}

export default function ComparePage() {
  const { agents = "" } = useSearch({ strict: false }) as { agents?: string };
  const ids = String(agents).split(",").filter(Boolean).slice(0, MOST);
  const navigate = useNavigate();
  const choose = (next: string[]) => void navigate({ to: "/app/compare", search: { agents: next.join(",") } as never, replace: true });
  const [text, setText] = useState("");
  const [task, setTask] = useState<Task>({ text: "", turn: 0 });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTask({ text: text.trim(), turn: task.turn + 1 });
  };
  return (
    <>
      <PageHead title={words.title} lead={words.lead} action={<Add taken={ids} onAdd={(id) => choose([...ids, id])} />} />
      {ids.length === 0 ? (
        <Empty seed="compare" title={words.noneTitle} className="petal-card" action={<ButtonLink to="/marketplace" look="primary">{agentWords.everything}</ButtonLink>}>{words.none}</Empty>
      ) : (
        <>
          <form onSubmit={submit} className="mb-4 rounded-[24px_24px_24px_8px] border border-line-2 bg-surface p-3 shadow-glow focus-within:border-orchid-400">
            <textarea aria-label={words.task} placeholder={words.placeholder} rows={4} value={text} onChange={(event) => setText(event.target.value)} className="w-full resize-y rounded-md bg-transparent px-2 py-1.5 text-[15.5px] leading-[1.5] placeholder:text-ink-3" />
            <div className="flex justify-end"><Button type="submit" look="primary" className="!h-9" disabled={!text.trim()}>{words.run}<ArrowUp size={16} /></Button></div>
          </form>
          <div className={`grid grid-cols-[minmax(0,1fr)] gap-4 ${COLUMNS[ids.length] ?? ""}`}>
            {ids.map((id) => <Column key={id} agentId={id} task={task} onRemove={() => choose(ids.filter((one) => one !== id))} />)}
          </div>
        </>
      )}
    </>
  );
}

function Add({ taken, onAdd }: { taken: readonly string[]; onAdd: (id: string) => void }) {
  const { data = [] } = useQuery(enabledQuery);
  const free = data.filter((agent) => agent.id !== "laelia" && !taken.includes(agent.id));
  if (taken.length >= MOST || free.length === 0) return null;
  return (
    <select aria-label={words.pick} value="" onChange={(event) => event.target.value && onAdd(event.target.value)} className="field !h-10 !w-auto !text-[14px]">
      <option value="">{words.add}</option>
      {free.map((agent) => <option key={agent.id} value={agent.id}>{agent.name}</option>)}
    </select>
  );
}
