import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { partsOf } from "@/api/files";
import { runQuery, type Run } from "@/api/runs";
import { answerOf, messagesQuery, type Message } from "@/api/threads";
import { SentFiles } from "@/components/files/file-chips";
import { Answer } from "@/components/run/answer";
import { Output } from "@/components/run/output";
import { Sigil } from "@/brand/sigil";
import { ask } from "@/strings/ask";
import type { useConversation } from "./use-conversation";

interface Props {
  talk: ReturnType<typeof useConversation>;
  agentId: string;
  onSuggest: (text: string) => void;
}

export function Conversation({ talk, agentId, onSuggest }: Props) {
  const end = useRef<HTMLDivElement>(null);
  const resumed = talk.threadId !== null && talk.turns.length === 0;
  const { data: earlier = [] } = useQuery({ ...messagesQuery(talk.threadId ?? ""), enabled: resumed });
  const told = resumed ? earlier : [];
  useEffect(() => {
    void end.current?.scrollIntoView({ block: "nearest" });
  }, [talk.live.text.length, talk.live.steps.length, talk.turns.length]);
  if (talk.turns.length === 0 && told.length === 0) return <Welcome agentId={agentId} onSuggest={onSuggest} />;
  return (
    <div role="log" aria-label={ask.log} tabIndex={0} className="grid flex-1 content-start gap-6 pb-6">
      {told.map((message) => <Told key={message.id} message={message} agentId={agentId} />)}
      {talk.turns.map((turn) => (
        <div key={turn.id} className="grid gap-4">
          <Person text={turn.goal} files={turn.files} />
          <Answer agentId={turn.agentId} state={turn.ended ?? talk.live} />
        </div>
      ))}
      <div ref={end} />
    </div>
  );
}

function Person({ text, files = [] }: { text: string; files?: readonly string[] }) {
  return (
    <div className="grid justify-items-end gap-2">
      <SentFiles ids={files} className="max-w-[84%] justify-end" />
      {text && <p className="line-in w-fit max-w-[84%] whitespace-pre-line break-words rounded-[18px_18px_6px_18px] bg-brand px-4 py-2.5 text-[14.5px] text-on-brand">{text}</p>}
    </div>
  );
}

function Told({ message, agentId }: { message: Message; agentId: string }) {
  if (message.role === "user") return <Asked message={message} />;
  return (
    <div className="flex gap-3">
      <Sigil id={agentId} size={34} />
      <div className="min-w-0 flex-1 pt-1 text-[14.5px]"><Output value={answerOf(message)} /></div>
    </div>
  );
}

const LONG = 1500;

/** What was kept of it has its files' text in it; the run knows them as files. */
function Asked({ message }: { message: Message }) {
  const more = message.text.startsWith("{") || message.text.length > LONG;
  const { data: run, error } = useQuery({ ...runQuery(message.run_id), enabled: more });
  if (!more || error) return <Person text={message.text} />;
  if (!run) return <span className="skeleton ml-auto block h-11 w-[60%]" />;
  const { words, files } = saidIn((run as Run).input);
  return <Person text={files.length > 0 || words ? words : message.text} files={files} />;
}

function saidIn(input: unknown): { words: string; files: string[] } {
  if (typeof input !== "object" || input === null) return partsOf(input);
  const parts = Object.values(input).map(partsOf);
  return { words: partsOf((input as { text?: unknown }).text).words, files: parts.flatMap((part) => part.files) };
}

function Welcome({ agentId, onSuggest }: { agentId: string; onSuggest: (text: string) => void }) {
  return (
    <div className="grid flex-1 place-items-center py-8 text-center">
      <div className="rise grid max-w-[520px] place-items-center gap-3">
        <Sigil id={agentId} size={76} on grow />
        <h1 className="text-[clamp(28px,3.4vw,40px)]">{ask.title}</h1>
        <p className="text-[15.5px] text-ink-2">{ask.lead}</p>
        <ul className="mt-3 grid w-full gap-2">
          {ask.suggestions.map((text) => (
            <li key={text}><button type="button" onClick={() => onSuggest(text)} className="w-full rounded-[14px_14px_14px_5px] border bg-surface px-4 py-2.5 text-left text-[14px] text-ink-2 transition-colors hover:border-orchid-400 hover:text-ink">{text}</button></li>
          ))}
        </ul>
      </div>
    </div>
  );
}
