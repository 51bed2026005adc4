import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { call, type Answer } from "./client";
import { nowOrLater } from "./waiting";

/** `input` is there where the caller may read it. */
export type Run = Answer<"GET /v1/runs/{run_id}"> & { input?: unknown };

/** States in which a run may still change. */
export const UNFINISHED: readonly string[] = ["queued", "running", "input_required"];

export const runsQuery = (agentId?: string) =>
  infiniteQueryOptions({
    queryKey: ["runs", agentId ?? null],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) => call("GET /v1/runs", { query: { limit: 25, cursor: pageParam || null, agent_id: agentId }, signal }),
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    refetchInterval: (query) => (query.state.data?.pages[0]?.data.some((run) => UNFINISHED.includes(run.status)) ? 2000 : false),
  });

export const runQuery = (id: string) =>
  queryOptions({
    queryKey: ["run", id],
    queryFn: ({ signal }) => call("GET /v1/runs/{run_id}", { path: { run_id: id }, signal }),
  });

export interface Mark {
  happy: boolean;
  reason?: string;
}

/** Marks an answer; where nothing can be sent, the mark waits. */
export function useOutcome(runId: string) {
  const client = useQueryClient();
  return useMutation({
    networkMode: "always",
    mutationFn: ({ happy, reason: given }: Mark) => {
      const reason = given || null;
      return nowOrLater(client, { kind: "outcome", of: runId, happy, reason }, (headers) => call("POST /v1/runs/{run_id}/outcome", { path: { run_id: runId }, body: { happy, reason }, headers }));
    },
    onSuccess: (run) => {
      if (!run) return undefined;
      client.setQueryData(["run", runId], run);
      return client.invalidateQueries({ queryKey: ["runs"] });
    },
  });
}

export function useCancelRun(runId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => call("POST /v1/runs/{run_id}/cancel", { path: { run_id: runId } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["run", runId] }),
  });
}

/** What an output says in words, where it has words; else null. */
export function textOf(output: unknown): string | null {
  if (typeof output === "string") return output;
  if (output && typeof output === "object" && "text" in output && typeof output.text === "string") return output.text;
  return null;
}

/** A call as it would be made. */
export interface Quoted {
  agentId: string;
  input: unknown;
  model?: string | undefined;
  sessionId?: string | null;
}

const HOLDS_MS = 600_000;

/** What it would cost. A refusal is not asked for again: the run says the same, and why. */
export const quoteQuery = ({ agentId, input, model, sessionId }: Quoted) =>
  queryOptions({
    queryKey: ["quote", agentId, model ?? null, sessionId ?? null, input],
    staleTime: HOLDS_MS,
    retry: false,
    queryFn: ({ signal }) => call("POST /v1/agents/{agent_id}/quote", { path: { agent_id: agentId }, body: { input, model: model ?? null, session_id: sessionId ?? null }, signal }),
  });
