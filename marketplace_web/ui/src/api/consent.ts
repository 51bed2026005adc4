/** Agreeing to where an agent sends what it is given, before it is bought. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { call } from "./client";
import type { Question } from "./tries";

/** `forAll`: whether everybody of the organization may be sent there. */
export const consentQuery = (id: string, forAll: boolean) =>
  queryOptions({
    queryKey: ["agent", id, "consent", forAll],
    queryFn: ({ signal }) => call("GET /v1/agents/{agent_id}/consent", { path: { agent_id: id }, query: { for_all: forAll }, signal }),
  });

export interface Agreement extends Question {
  agentId: string;
  forAll: boolean;
}

export function useAgree() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ agentId, forAll, version, hosts }: Agreement) =>
      call("POST /v1/agents/{agent_id}/consent", { path: { agent_id: agentId }, body: { version, hosts: [...hosts], for_all: forAll } }),
    onSuccess: (_, { agentId }) => client.invalidateQueries({ queryKey: ["agent", agentId] }),
  });
}
