/** Agents that nobody offers yet, as whoever is signed in asks for them. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { call, type Answer } from "./client";

export type WantedAgent = Answer<"GET /v1/wanted-agents">["data"][number];

export const wantedQuery = queryOptions({ queryKey: ["wanted"], staleTime: 60_000, queryFn: async ({ signal }) => (await call("GET /v1/wanted-agents", { query: { limit: 100 }, signal })).data });

export function useWanting() {
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: wantedQuery.queryKey });
  const ask = useMutation({ mutationFn: (text: string) => call("POST /v1/wanted-agents", { body: { text } }), onSuccess });
  const withdraw = useMutation({ mutationFn: (id: string) => call("DELETE /v1/wanted-agents/{wanted_agent_id}", { path: { wanted_agent_id: id } }), onSuccess });
  return { ask, withdraw };
}
