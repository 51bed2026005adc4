import { send } from "./client";

export interface RunEvent {
  name: string;
  data: Record<string, unknown>;
}

/** Splits a stream of server-sent events, whose pieces end anywhere, into events. */
export class EventSplitter {
  private rest = "";

  push(piece: string): RunEvent[] {
    this.rest += piece.replaceAll("\r\n", "\n");
    const blocks = this.rest.split("\n\n");
    this.rest = blocks.pop() ?? "";
    return blocks.flatMap((block) => parse(block) ?? []);
  }
}

function parse(block: string): RunEvent | null {
  let name = "message";
  const data: string[] = [];
  for (const line of block.split("\n")) {
    if (line.startsWith("event:")) name = line.slice(6).trim();
    else if (line.startsWith("data:")) data.push(line.slice(5).trim());
  }
  if (data.length === 0) return null;
  return { name, data: JSON.parse(data.join("\n")) as Record<string, unknown> };
}

export interface Asked {
  agentId: string;
  input: unknown;
  model?: string;
  sessionId?: string;
  maxCredits?: string;
  signal: AbortSignal;
}

/**
 * Starts a run and yields what happens in it; the last event is `run.finished` or `error`. Leaving
 * the stream early, by the signal, cancels the run. Throws a Problem when it is refused.
 */
export async function* streamRun(asked: Asked): AsyncGenerator<RunEvent> {
  const response = await send("POST /v1/agents/{agent_id}/invoke", {
    path: { agent_id: asked.agentId },
    body: {
      input: asked.input,
      ...(asked.model ? { model: asked.model } : {}),
      ...(asked.sessionId ? { session_id: asked.sessionId } : {}),
      ...(asked.maxCredits ? { max_credits: asked.maxCredits } : {}),
    },
    headers: { accept: "text/event-stream", "idempotency-key": crypto.randomUUID() },
    signal: asked.signal,
  });
  if (!response.body) return;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const splitter = new EventSplitter();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield* splitter.push(value);
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
}
