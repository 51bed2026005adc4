/** The same work for several agents at once, and the choice that followed. */
import { queryOptions } from "@tanstack/react-query";
import { call, send, type Answer } from "./client";
import { eventsOf, type RunEvent } from "./run-stream";
import type { Agreed } from "./tries";

export type Comparison = Answer<"GET /v1/comparisons/{comparison_id}">;

export interface Entrant {
  agent_id: string;
  model?: string;
  input?: Record<string, unknown>;
  consent?: Agreed;
}

export interface Work {
  input: unknown;
  entrants: readonly Entrant[];
  blind: boolean;
}

/** Begins a comparison and yields what happens in it, each event with the label that it is about. */
export async function* streamComparison(work: Work, signal: AbortSignal): AsyncGenerator<RunEvent> {
  yield* eventsOf(await send("POST /v1/comparisons", { body: work, headers: { accept: "text/event-stream" }, signal }));
}

export const choose = (id: string, label: string | null): Promise<Comparison> =>
  call("POST /v1/comparisons/{comparison_id}/choice", { path: { comparison_id: id }, body: { label: label as "A" | null } });

export const comparisonsQuery = queryOptions({
  queryKey: ["comparisons"],
  queryFn: async ({ signal }) => (await call("GET /v1/comparisons", { query: { limit: 6 }, signal })).data,
});
