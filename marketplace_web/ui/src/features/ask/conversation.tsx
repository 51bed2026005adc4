import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { runQuery, UNFINISHED, type Run } from "@/api/runs";
import { usePaused } from "@/api/session";
import { answerOf, messagesQuery, type Message } from "@/api/threads";
import { SentFiles } from "@/components/files/file-chips";
import { AgainWith } from "@/components/run/again-with";
import { Answer } from "@/components/run/answer";
import { OutcomeAsk } from "@/components/run/outcome-ask";
import { Output } from "@/components/run/output";
import type { Again } from "@/components/run/run-state";
import { Sigil } from "@/brand/sigil";
import { ask } from "@/strings/ask";
import { common } from "@/strings/common";
import { saidIn } from "./given-input";
import { LAELIA, useChosen } from "./use-chosen";
import type { Request, Turn, useConversation } from "./use-conversation";

interface Props {
  talk: ReturnType<typeof useConversation>;
  agentId: string;
  onSuggest: (text: string) => void;
}

export function Conversation({ talk, agentId, onSuggest }: Props) {
  const end = useRef<HTMLDivElement>(null);
  const { data: earlier } = useQuery({ ...messagesQuery(talk.threadId ?? ""), enabled: talk.resumed });
  const told = talk.resumed && earlier ? earlier.filter((message) => !talk.runIds.has(message.run_id)) : [];
  useEffect(() => {
    void end.current?.scrollIntoView({ block: "nearest" });
  }, [talk.live.text.length, talk.live.steps.length, talk.turns.length]);
  if (talk.turns.length === 0 && told.length === 0) return <Welcome agentId={agentId} onSuggest={onSuggest} />;
  return (
    <div role="log" aria-label={ask.log} tabIndex={0} className="grid flex-1 content-start gap-6 pb-6">
      {told.map((message) => <Told key={message.id} message={message} agentId={agentId} working={talk.working} onAgain={(request) => void talk.ask(request)} />)}
      {talk.turns.map((turn, i) => (
        <div key={turn.id} className="grid gap-4">
          <Person text={turn.goal} files={turn.files} />
          <Answer agentId={turn.agentId} state={turn.ended ?? talk.live} again={i === talk.turns.length - 1 ? againOf(talk, turn) : undefined}>
            {!talk.working && <AgainWith agentId={turn.agentId} input={turn.input} sessionId={talk.threadId} onAgain={(model) => void talk.ask({ agentId: turn.agentId, goal: turn.goal, input: turn.input, files: turn.files, model })} />}
          </Answer>
        </div>
      ))}
      <div ref={end} />
    </div>
  );
}

function againOf(talk: Props["talk"], { agentId, goal, input, files, model }: Turn): Again {
  const request: Request = { agentId, goal, input, ...(files && { files }), ...(model && { model }) };
  return { input, given: [request, talk.threadId], send: () => void talk.ask(request) };
}

function Person({ text, files = [] }: { text: string; files?: readonly string[] }) {
  return (
    <div className="grid justify-items-end gap-2">
      <SentFiles ids={files} className="max-w-[84%] justify-end" />
      {text && <p className="line-in w-fit max-w-[84%] whitespace-pre-line break-words rounded-[18px_18px_6px_18px] bg-brand px-4 py-2.5 text-[14.5px] text-on-brand">{text}</p>}
    </div>
  );
}

interface ToldProps {
  message: Message;
  agentId: string;
  working: boolean;
  onAgain: (request: Request) => void;
}

function Told({ message, agentId, working, onAgain }: ToldProps) {
  if (message.role === "user") return <Asked message={message} />;
  return (
    <div className="flex gap-3">
      <Sigil id={agentId} size={34} />
      <div className="min-w-0 flex-1 pt-1 text-[14.5px]"><Output value={answerOf(message)} /><AfterTold runId={message.run_id} working={working} onAgain={onAgain} /></div>
    </div>
  );
}

/** What an answer that was kept ends with: the same as a fresh one, and the way to its run. */
function AfterTold({ runId, working, onAgain }: Pick<ToldProps, "working" | "onAgain"> & { runId: string }) {
  const { data } = useQuery(runQuery(runId));
  const run: Run | undefined = data;
  if (!run || UNFINISHED.includes(run.status)) return null;
  const { words, files } = saidIn(run.input);
  const again = (model?: string) => onAgain({ agentId: run.agent_id, goal: words, input: run.input, files, model });
  return (
    <div className="mt-3 grid gap-3">
      {run.status === "succeeded" && <OutcomeAsk runId={runId} marked={run.outcome?.happy ?? null} />}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        {(run.input ?? null) !== null && !working && <AgainWith agentId={run.agent_id} input={run.input} sessionId={run.session_id ?? null} onAgain={again} />}
        <Link to="/app/runs/$id" params={{ id: runId } as never} className="link text-[14px]">{ask.openRun}</Link>
      </div>
    </div>
  );
}

const LONG = 1500;

/** What was kept of it has its files' text in it; the run knows them as files. */
function Asked({ message }: { message: Message }) {
  const more = message.text.startsWith("{") || message.text.length > LONG;
  const { data: run, error } = useQuery({ ...runQuery(message.run_id), enabled: more });
  if (!more || error) return <Person text={message.text} />;
  if (!run) return <span className="skeleton ms-auto block h-11 w-[60%]" />;
  const { words, files } = saidIn((run as Run).input);
  return <Person text={files.length > 0 || words ? words : message.text} files={files} />;
}

const MOST_SUGGESTED = 3;

/** What Laelia does, or what the agent does that was chosen, with something to begin with. */
function Welcome({ agentId, onSuggest }: { agentId: string; onSuggest: (text: string) => void }) {
  const paused = usePaused();
  const { agent, wordsDo } = useChosen(agentId);
  const own = wordsDo ? (agent?.examples ?? []).map((one) => saidIn(one.input).words).filter(Boolean) : [];
  const suggested = agent ? own.slice(0, MOST_SUGGESTED) : agentId === LAELIA ? ask.suggestions : [];
  return (
    <div className="grid flex-1 place-items-center py-8 text-center">
      <div className="rise grid max-w-[520px] place-items-center gap-3">
        <Sigil id={agentId} size={76} on grow />
        <h1 className="text-[clamp(28px,3.4vw,40px)]">{ask.title}</h1>
        <p className="min-h-[1.5em] text-[15.5px] text-ink-2">{agentId === LAELIA ? ask.lead : agent && ask.leadOf(agent.name, agent.tagline)}</p>
        <ul className="mt-3 grid w-full gap-2">
          {suggested.map((text) => (
            <li key={text}><button type="button" disabled={paused} title={paused ? common.paused : undefined} onClick={() => onSuggest(text)} className="w-full rounded-[14px_14px_14px_5px] border bg-surface px-4 py-2.5 text-start text-[14px] text-ink-2 transition-colors enabled:hover:border-orchid-400 enabled:hover:text-ink disabled:opacity-60"><span className="line-clamp-2">{text}</span></button></li>
          ))}
        </ul>
        {paused && <p className="text-[13.5px] text-ink-3">{common.paused}</p>}
      </div>
    </div>
  );
}
