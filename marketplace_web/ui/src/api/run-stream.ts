import { send } from "./client";
import type { Agreed } from "./tries";

export interface RunEvent {
  name: string;
  data: Record<string, unknown>;
  /** When it came, in milliseconds; events tell no time of their own. */
  at?: number;
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
  /** A try of an agent that is not enabled: in the name of a visit where there is a token of one. */
  trying?: { consent?: Agreed; visitor?: string };
  signal: AbortSignal;
}

function begin({ agentId, input, model, sessionId, maxCredits, trying, signal }: Asked): Promise<Response> {
  const headers = { accept: "text/event-stream" };
  const chosen = { input, ...(model ? { model } : {}) };
  if (trying) {
    const body = { ...chosen, ...(trying.consent ? { consent: { version: trying.consent.version, hosts: trying.consent.hosts } } : {}) };
    if (trying.visitor) return send("POST /v1/visitors/tries", { body: { ...body, agent_id: agentId }, headers: { ...headers, "laelia-visitor": trying.visitor }, signal });
    return send("POST /v1/agents/{agent_id}/try", { path: { agent_id: agentId }, body, headers, signal });
  }
  return send("POST /v1/agents/{agent_id}/invoke", {
    path: { agent_id: agentId },
    body: { ...chosen, ...(sessionId ? { session_id: sessionId } : {}), ...(maxCredits ? { max_credits: maxCredits } : {}) },
    headers: { ...headers, "idempotency-key": crypto.randomUUID() },
    signal,
  });
}

/**
 * Starts a run and yields what happens in it; the last event is `run.finished` or `error`. Leaving
 * the stream early, by the signal, cancels the run. Throws a Problem when it is refused.
 */
export async function* streamRun(asked: Asked): AsyncGenerator<RunEvent> {
  yield* eventsOf(await begin(asked));
}

/** The events of an answer that is a stream of them. */
export async function* eventsOf(response: Response): AsyncGenerator<RunEvent> {
  if (!response.body) return;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const splitter = new EventSplitter();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      for (const event of splitter.push(value)) yield { ...event, at: Date.now() };
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
}

/** What happens in a run that others began, from now on; the last event is `run.finished`. */
export async function* followRun(id: string, signal: AbortSignal): AsyncGenerator<RunEvent> {
  yield* eventsOf(await send("GET /v1/runs/{run_id}/events", { path: { run_id: id }, headers: { accept: "text/event-stream" }, signal }));
}
