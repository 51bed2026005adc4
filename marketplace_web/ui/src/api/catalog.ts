/**
 * Agents as people find them. Everything that a page knows of an agent comes through this module,
 * so that where it comes from can change in one place.
 */
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { call, type Answer } from "./client";

export type AgentCard = Answer<"GET /v1/agents">["data"][number];
export type Agent = Answer<"GET /v1/agents/{agent_id}">;
export type Price = NonNullable<AgentCard["price"]>;

/** What others made of it. Absent until the hub tells: nothing is made up meanwhile. */
export interface Standing {
  stars: number | null;
  reviews: number;
  happyShare: number | null;
  outcomes: number;
}

export function standingOf(_agent: AgentCard): Standing | null {
  return null;
}

export interface Wanted {
  q?: string;
  category?: string;
  enabled?: boolean;
}

const PAGE = 24;

export const agentsQuery = (wanted: Wanted) =>
  infiniteQueryOptions({
    queryKey: ["agents", wanted],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) => call("GET /v1/agents", { query: { ...wanted, limit: PAGE, cursor: pageParam || null }, signal }),
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  });

/** Everything that can be called now, the unified agent left out. */
export const enabledQuery = queryOptions({
  queryKey: ["agents", "enabled"],
  staleTime: 30_000,
  queryFn: async ({ signal }) => (await call("GET /v1/agents", { query: { enabled: true, limit: 100 }, signal })).data,
});

export const agentQuery = (id: string) =>
  queryOptions({ queryKey: ["agent", id], staleTime: 30_000, queryFn: ({ signal }) => call("GET /v1/agents/{agent_id}", { path: { agent_id: id }, signal }) });

export const versionsQuery = (id: string) =>
  queryOptions({ queryKey: ["agent", id, "versions"], queryFn: ({ signal }) => call("GET /v1/agents/{agent_id}/versions", { path: { agent_id: id }, signal }) });

export function useEnabling(id: string) {
  const client = useQueryClient();
  const done = () => Promise.all([client.invalidateQueries({ queryKey: ["agents"] }), client.invalidateQueries({ queryKey: ["agent", id] })]);
  const enable = useMutation({ mutationFn: () => call("POST /v1/agents/{agent_id}/enable", { path: { agent_id: id }, body: {} }), onSuccess: done });
  const disable = useMutation({ mutationFn: () => call("POST /v1/agents/{agent_id}/disable", { path: { agent_id: id }, body: {} }), onSuccess: done });
  return { enable, disable };
}
