import { ArrowUp, Square } from "lucide-react";
import { useState, type FormEvent, type KeyboardEvent } from "react";
import type { AgentCard } from "@/api/catalog";
import { FileChips } from "@/components/files/file-chips";
import { AttachButton } from "@/components/files/file-drop";
import type { Files } from "@/components/files/use-files";
import { SchemaForm } from "@/components/schema-form";
import { Sigil } from "@/brand/sigil";
import { ask } from "@/strings/ask";
import { files as fileWords } from "@/strings/files";
import { Button } from "@/ui/button";
import { givenInput } from "./given-input";
import { LAELIA, type useChosen } from "./use-chosen";
import type { useConversation } from "./use-conversation";

interface Props {
  agents: readonly AgentCard[];
  agentId: string;
  onAgent: (id: string) => void;
  talk: ReturnType<typeof useConversation>;
  chosen: ReturnType<typeof useChosen>;
  files: Files;
}

/** A goal in words for Laelia and for agents that take a text; a form for all others. */
export function Composer({ agents, agentId, onAgent, talk, chosen: { agent, wordsDo, images }, files }: Props) {
  return (
    <div className="ringed sticky bottom-24 rounded-[24px_24px_24px_8px] border border-line-2 bg-surface p-2.5 shadow-glow focus-within:border-orchid-400 md:bottom-4">
      {wordsDo || !agent ? (
        <GoalForm talk={talk} agentId={agentId} files={files} images={images}><Who agents={agents} agentId={agentId} onAgent={onAgent} /></GoalForm>
      ) : (
        <div className="max-h-[52vh] overflow-y-auto p-2">
          <SchemaForm key={agent.id} schema={agent.input_schema} example={agent.examples[0]?.input} files={{ images }} onSubmit={(input, ids) => void talk.ask(agentId, goalOf(agent.name, input), input, ids)}>
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

interface GoalProps extends Pick<Props, "talk" | "agentId" | "files"> {
  images: boolean;
  children: React.ReactNode;
}

function GoalForm({ talk, agentId, files, images, children }: GoalProps) {
  const [goal, setGoal] = useState("");
  // Laelia has to know what for; an agent does what it does.
  const enough = goal.trim().length > 0 || (files.refs.length > 0 && agentId !== LAELIA);
  const ready = enough && files.ready;
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    const text = goal.trim();
    if (!ready || talk.working) return;
    setGoal("");
    files.clear();
    void talk.ask(agentId, text, givenInput(agentId, text, files.refs), files.refs.map((one) => one.file_id));
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
        <textarea aria-label={ask.goal} placeholder={ask.placeholder} rows={2} value={goal} onChange={(event) => setGoal(event.target.value)} onKeyDown={pressed} className="ringing min-h-[52px] flex-1 resize-none rounded-md bg-transparent text-[15.5px] leading-[1.45] outline-offset-4 placeholder:text-ink-3" />
      </div>
      <FileChips files={files} images={images} className="px-2 pb-1.5 pt-2" />
      <div className="mt-1 flex items-center gap-1.5"><AttachButton files={files} />{children}<Go talk={talk} ready={ready} why={files.ready ? undefined : fileWords.waits} /></div>
    </form>
  );
}

function Go({ talk, ready, why }: { talk: Props["talk"]; ready: boolean; why?: string }) {
  if (talk.working) return <Button className="ml-auto !h-9" onClick={talk.stop}><Square size={13} fill="currentColor" />{ask.stop}</Button>;
  return <Button type="submit" look="primary" className="ml-auto !h-9" disabled={!ready} title={why}>{ask.send}<ArrowUp size={16} /></Button>;
}

function Who({ agents, agentId, onAgent }: Pick<Props, "agents" | "agentId" | "onAgent">) {
  return (
    <select aria-label={ask.mode} value={agentId} onChange={(event) => onAgent(event.target.value)} className="h-9 min-w-0 max-w-[220px] rounded-[10px] border border-line-2 bg-surface px-2.5 text-[13.5px] font-[550] text-ink-2 hover:border-orchid-400">
      <option value={LAELIA}>{ask.chooses}</option>
      {agents.filter((one) => one.id !== LAELIA).map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}
    </select>
  );
}
