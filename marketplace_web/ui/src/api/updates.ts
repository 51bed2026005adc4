/** A version that asks for more than the one that is used, and saying yes to it. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { call, type Answer } from "./client";

export type Update = Answer<"GET /v1/agents/{agent_id}/update">;

export const updateQuery = (id: string) =>
  queryOptions({ queryKey: ["agent", id, "update"], staleTime: 60_000, queryFn: ({ signal }) => call("GET /v1/agents/{agent_id}/update", { path: { agent_id: id }, signal }) });

/** `version` is the one that was shown: where a newer one is offered meanwhile, the hub says so. */
export function useAccept(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (version: string) => call("POST /v1/agents/{agent_id}/accept", { path: { agent_id: id }, body: { version } }),
    onSettled: () => Promise.all(["agents", "agent", "listings"].map((key) => client.invalidateQueries({ queryKey: [key] }))),
  });
}
