import { ArrowUp, Square, X } from "lucide-react";
import { useState, type FormEvent, type KeyboardEvent, type ReactNode } from "react";
import type { AgentCard } from "@/api/catalog";
import type { Run } from "@/api/runs";
import { usePaused } from "@/api/session";
import { AgentPicker } from "@/components/agent-picker";
import { FileChips, SentFiles } from "@/components/files/file-chips";
import { AttachButton } from "@/components/files/file-drop";
import type { Files } from "@/components/files/use-files";
import { RunPrice } from "@/components/run/price";
import { SchemaForm } from "@/components/schema-form";
import { Sigil } from "@/brand/sigil";
import { ask } from "@/strings/ask";
import { common } from "@/strings/common";
import { files as fileWords } from "@/strings/files";
import { Button, IconButton } from "@/ui/button";
import { fieldsOf, givenInput, saidIn } from "./given-input";
import { LAELIA, type useChosen } from "./use-chosen";
import type { Request, useConversation } from "./use-conversation";

interface Props {
  agents: readonly AgentCard[];
  agentId: string;
  onAgent: (id: string) => void;
  model: string;
  onModel: (model: string) => void;
  /** The run that is used again: what it was given is there to begin with. */
  from: Run | undefined;
  talk: ReturnType<typeof useConversation>;
  chosen: ReturnType<typeof useChosen>;
  files: Files;
}

/** A goal in words for Laelia and for agents that take a text; a form for all others. */
export function Composer({ agents, agentId, onAgent, model, onModel, from, talk, chosen: { agent, models, wordsDo, images }, files }: Props) {
  const choices = <><Who agents={agents} agentId={agentId} onAgent={onAgent} /><Model models={models} chosen={model} onModel={onModel} /></>;
  const send = (asked: Omit<Request, "agentId" | "model">) => void talk.ask({ ...asked, agentId, model: model || undefined });
  // Who will answer a goal of Laelia's is only known once it is asked.
  const priced = (input: unknown) => agentId !== LAELIA && <RunPrice agent={{ id: agentId, price: agent?.price ?? null }} input={agent ? input : null} model={model || undefined} sessionId={talk.threadId} />;
  return (
    <Ground>
      {wordsDo || !agent ? (
        <GoalForm key={from?.id} talk={talk} agentId={agentId} files={files} images={images} from={from} onSend={send} priced={priced}>{choices}</GoalForm>
      ) : (
        <div className="max-h-[52vh] overflow-y-auto p-2">
          <SchemaForm key={`${agent.id} ${from?.id}`} initial={fieldsOf(from?.input)} schema={agent.input_schema} example={agent.examples[0]?.input} files={{ images }} onSubmit={(input, ids) => send({ goal: goalOf(agent.name, input), input, files: ids })}>
            {(input) => (
              <div className="grid gap-2">
                {priced(input)}
                <div className="flex flex-wrap items-center gap-2">{choices}<Go talk={talk} ready /></div>
              </div>
            )}
          </SchemaForm>
        </div>
      )}
    </Ground>
  );
}

/** Nothing of the conversation shows between it and the window's end. */
function Ground({ children }: { children: ReactNode }) {
  return (
    <div className="pointer-events-none sticky bottom-0 -mx-1 -mb-24 bg-[linear-gradient(transparent,var(--bg-soft)_40px)] px-1 pb-24 md:-mb-4 md:pb-4">
      <div className="ringed pointer-events-auto rounded-[24px_24px_24px_8px] border border-line-2 bg-surface p-2.5 shadow-glow focus-within:border-orchid-400">{children}</div>
    </div>
  );
}

/** What a filled form says in one line. */
function goalOf(name: string, input: Record<string, unknown>): string {
  const first = Object.values(input).find((value) => typeof value === "string");
  return typeof first === "string" ? first : name;
}

interface GoalProps extends Pick<Props, "talk" | "agentId" | "files" | "from"> {
  images: boolean;
  onSend: (asked: Omit<Request, "agentId" | "model">) => void;
  /** What such a call would cost. */
  priced: (input: unknown) => ReactNode;
  children: ReactNode;
}

function GoalForm({ talk, agentId, files, images, from, onSend, priced, children }: GoalProps) {
  const before = saidIn(from?.input);
  const [goal, setGoal] = useState(before.words);
  const [carried, setCarried] = useState<readonly string[]>(before.files);
  const refs = [...carried.map((id) => ({ file_id: id })), ...files.refs];
  // Laelia has to know what for; an agent does what it does.
  const enough = goal.trim().length > 0 || (refs.length > 0 && agentId !== LAELIA);
  const ready = enough && files.ready;
  const paused = usePaused();
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    const text = goal.trim();
    if (!ready || talk.working || paused) return;
    setGoal("");
    setCarried([]);
    files.clear();
    onSend({ goal: text, input: givenInput(agentId, text, refs), files: refs.map((one) => one.file_id) });
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
      {carried.length > 0 && <div className="flex items-start gap-1 px-2 pt-2"><SentFiles ids={carried} /><IconButton size="sm" label={ask.leaveOut} onClick={() => setCarried([])}><X size={15} /></IconButton></div>}
      <FileChips files={files} images={images} className="px-2 pb-1.5 pt-2" />
      <div className="mt-1 flex flex-wrap items-center gap-1.5">
        <AttachButton files={files} />
        {children}
        <div className="grow px-2 empty:hidden max-sm:order-first max-sm:basis-full sm:text-end">{priced(ready ? givenInput(agentId, goal.trim(), refs) : null)}</div>
        <Go talk={talk} ready={ready} why={files.ready ? undefined : fileWords.waits} />
      </div>
    </form>
  );
}

function Go({ talk, ready, why }: { talk: Props["talk"]; ready: boolean; why?: string }) {
  const paused = usePaused();
  if (talk.working) return <Button className="ms-auto !h-9" onClick={talk.stop}><Square size={13} fill="currentColor" />{ask.stop}</Button>;
  return <Button type="submit" look="primary" className="ms-auto !h-9" disabled={!ready || paused} title={why}>{paused ? common.paused : ask.send}<ArrowUp size={16} /></Button>;
}

function Who({ agents, agentId, onAgent }: Pick<Props, "agents" | "agentId" | "onAgent">) {
  const others = agents.filter((one) => one.id !== LAELIA).map((agent) => ({ id: agent.id, name: agent.name, agent }));
  return <AgentPicker label={ask.mode} picks={[{ id: LAELIA, name: ask.chooses, about: ask.choosesHow }, ...others]} chosen={agentId} onChoose={onAgent} />;
}

function Model({ models, chosen, onModel }: { models: readonly string[]; chosen: string; onModel: (model: string) => void }) {
  if (models.length < 2) return null;
  return (
    <select aria-label={ask.model} value={chosen} onChange={(event) => onModel(event.target.value)} className="mono h-9 min-w-0 max-w-[180px] rounded-[10px] border border-line-2 bg-surface px-2 text-[12px] text-ink-2 hover:border-orchid-400">
      <option value="">{ask.anyModel}</option>
      {models.map((one) => <option key={one} value={one}>{one}</option>)}
    </select>
  );
}
