import { useQuery } from "@tanstack/react-query";
import { ArrowUp, Square } from "lucide-react";
import { useState, type FormEvent, type KeyboardEvent } from "react";
import { agentQuery, type AgentCard } from "@/api/catalog";
import { SchemaForm } from "@/components/schema-form";
import { planOf } from "@/components/schema-input";
import { Sigil } from "@/brand/sigil";
import { ask } from "@/strings/ask";
import { Button } from "@/ui/button";
import type { useConversation } from "./use-conversation";

interface Props {
  agents: readonly AgentCard[];
  agentId: string;
  onAgent: (id: string) => void;
  talk: ReturnType<typeof useConversation>;
}

/** A goal in words for Laelia and for agents that take a text; a form for all others. */
export function Composer({ agents, agentId, onAgent, talk }: Props) {
  const { data: agent } = useQuery({ ...agentQuery(agentId), enabled: agentId !== "laelia" });
  const plan = agentId === "laelia" ? [] : planOf(agent?.input_schema);
  const wordsDo = agentId === "laelia" || (plan.length === 1 && plan[0]?.name === "text");
  return (
    <div className="sticky bottom-24 rounded-[24px_24px_24px_8px] border border-line-2 bg-surface p-2.5 shadow-glow focus-within:border-orchid-400 md:bottom-4">
      {wordsDo || !agent ? (
        <GoalForm talk={talk} agentId={agentId}><Who agents={agents} agentId={agentId} onAgent={onAgent} /></GoalForm>
      ) : (
        <div className="max-h-[52vh] overflow-y-auto p-2">
          <SchemaForm key={agent.id} schema={agent.input_schema} example={agent.examples[0]?.input} onSubmit={(input) => void talk.ask(agentId, goalOf(agent.name, input), input)}>
            <div className="flex items-center gap-2"><Who agents={agents} agentId={agentId} onAgent={onAgent} /><Go talk={talk} ready /></div>
          </SchemaForm>
        </div>
      )}
    </div>
  );
}

/** What a filled form says in one line. */
function goalOf(name: string, input: Record<string, unknown>): string {
  const first = Object.values(input).find((value) => typeof value === "string");
  return typeof first === "string" ? first : name;
}

function GoalForm({ talk, agentId, children }: { talk: Props["talk"]; agentId: string; children: React.ReactNode }) {
  const [goal, setGoal] = useState("");
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    const text = goal.trim();
    if (!text || talk.working) return;
    setGoal("");
    void talk.ask(agentId, text, text);
  };
  const pressed = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    submit();
  };
  return (
    <form onSubmit={submit}>
      <div className="flex gap-3 px-2 pt-1.5">
        <Sigil id={agentId} size={32} on={talk.working} />
        <textarea aria-label={ask.goal} placeholder={ask.placeholder} rows={2} value={goal} onChange={(event) => setGoal(event.target.value)} onKeyDown={pressed} className="min-h-[52px] flex-1 resize-none rounded-md bg-transparent text-[15.5px] leading-[1.45] outline-offset-4 placeholder:text-ink-3" />
      </div>
      <div className="mt-1 flex items-center gap-2">{children}<Go talk={talk} ready={goal.trim().length > 0} /></div>
    </form>
  );
}

function Go({ talk, ready }: { talk: Props["talk"]; ready: boolean }) {
  if (talk.working) return <Button className="ml-auto !h-9" onClick={talk.stop}><Square size={13} fill="currentColor" />{ask.stop}</Button>;
  return <Button type="submit" look="primary" className="ml-auto !h-9" disabled={!ready}>{ask.send}<ArrowUp size={16} /></Button>;
}

function Who({ agents, agentId, onAgent }: Omit<Props, "talk">) {
  return (
    <select aria-label={ask.mode} value={agentId} onChange={(event) => onAgent(event.target.value)} className="h-9 min-w-0 max-w-[220px] rounded-[10px] border border-line-2 bg-surface px-2.5 text-[13.5px] font-[550] text-ink-2 hover:border-orchid-400">
      <option value="laelia">{ask.chooses}</option>
      {agents.filter((one) => one.id !== "laelia").map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}
    </select>
  );
}
