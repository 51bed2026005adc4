/** A comparison without an account: tries of one visit, told as the hub tells a comparison. */
import type { Entrant, Work } from "@/api/comparisons";
import { isProblem } from "@/api/problem";
import { streamRun, type RunEvent } from "@/api/run-stream";
import { visitToken } from "@/api/tries";

const LABELS = ["A", "B", "C", "D"] as const;

/** Yields what happens, each event with the label that it is about. Throws where it is left early. */
export async function* streamVisit(work: Work, signal: AbortSignal): AsyncGenerator<RunEvent> {
  const order = work.blind ? shuffled(work.entrants) : work.entrants;
  const visitor = await visitToken();
  const seats = order.map((one, i) => ({ one, label: LABELS[i] ?? "A" }));
  const told = seats.map(({ one, label }) => ({ label, agent_id: one.agent_id, model: one.model ?? null, tried: true, credits: null }));
  yield { name: "comparison.started", data: { id: "visit", blind: work.blind, entrants: work.blind ? told.map(({ label }) => ({ label })) : told } };
  yield* merged(seats.map(({ one, label }) => labelled(one, label, visitor, signal)));
  yield { name: "comparison.finished", data: { status: "finished", choice: null, entrants: told } };
}

async function* labelled(one: Entrant, label: string, visitor: string, signal: AbortSignal): AsyncGenerator<RunEvent> {
  const asked = { agentId: one.agent_id, input: one.input, model: one.model, trying: { consent: one.consent, visitor }, signal };
  try {
    for await (const { name, data } of streamRun(asked)) yield { name, data: { ...data, label } };
  } catch (error) {
    if (signal.aborted) throw error;
    yield { name: "error", data: { label, code: isProblem(error) ? error.code : "offline", detail: isProblem(error) ? error.detail : "" } };
  }
}

/** What several streams yield, as it comes. */
export async function* merged<T>(streams: readonly AsyncGenerator<T>[]): AsyncGenerator<T> {
  const step = async (stream: AsyncGenerator<T>) => ({ stream, came: await stream.next() });
  const awaited = new Map(streams.map((stream) => [stream, step(stream)]));
  while (awaited.size > 0) {
    const { stream, came } = await Promise.race(awaited.values());
    if (came.done) {
      awaited.delete(stream);
      continue;
    }
    awaited.set(stream, step(stream));
    yield came.value;
  }
}

function shuffled<T>(list: readonly T[]): T[] {
  const made = [...list];
  for (let i = made.length - 1; i > 0; i -= 1) {
    const j = Math.floor(Math.random() * (i + 1));
    [made[i], made[j]] = [made[j] as T, made[i] as T];
  }
  return made;
}
