import { queryOptions } from "@tanstack/react-query";
import { call } from "./client";

/** A run that waits for a person. */
export interface Approval {
  run_id: string;
  agent_id: string;
  request_id: string;
}

export const approvalsQuery = queryOptions({
  queryKey: ["approvals"],
  refetchInterval: 30_000,
  queryFn: async ({ signal }) => (await call("GET /v1/approvals", { query: { limit: 20 }, signal })).data as unknown as Approval[],
});
