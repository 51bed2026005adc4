import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { call } from "./client";

/** What a run asks of a person before it goes on. */
export interface Approval {
  request_id: string;
  run_id: string;
  agent_id: string;
  question: string;
  created_at: string;
  expires_at: string;
}

export const approvalsQuery = queryOptions({
  queryKey: ["approvals"],
  refetchInterval: 30_000,
  queryFn: async ({ signal }) => (await call("GET /v1/approvals", { query: { limit: 20 }, signal })).data as unknown as Approval[],
});

export const approvalsOfRun = (runId: string) =>
  queryOptions({
    queryKey: ["approvals", runId],
    queryFn: async ({ signal }) => (await call("GET /v1/approvals", { query: { run_id: runId }, signal })).data as unknown as Approval[],
  });

export interface Decided {
  decision: "approve" | "reject";
  value?: string;
}

export function useDecision(approval: Approval) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ decision, value }: Decided) =>
      call("POST /v1/runs/{run_id}/input", { path: { run_id: approval.run_id }, body: { request_id: approval.request_id, decision, value: value || null } }),
    onSuccess: () => Promise.all([client.invalidateQueries({ queryKey: ["approvals"] }), client.invalidateQueries({ queryKey: ["run", approval.run_id] })]),
  });
}
