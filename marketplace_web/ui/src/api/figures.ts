/** What a creator learns of an agent: who has it, and what it earned. Counts alone. */
import { queryOptions } from "@tanstack/react-query";
import { call, type Answer } from "./client";

export type Installs = Answer<"GET /v1/agents/{agent_id}/installs">;
export type AgentEarnings = Answer<"GET /v1/earnings/agents">;
export type AgentEarning = AgentEarnings["data"][number];

const of = (id: string) => ({ path: { agent_id: id } });
const MONTHS = 6;

export const installsQuery = (id: string) =>
  queryOptions({ queryKey: ["agent", id, "installs"], staleTime: 300_000, queryFn: ({ signal }) => call("GET /v1/agents/{agent_id}/installs", { ...of(id), signal }) });

/** For whoever may see billing; others are refused. */
export const agentEarningsQuery = queryOptions({
  queryKey: ["earnings", "agents"],
  retry: false,
  queryFn: ({ signal }) => call("GET /v1/earnings/agents", { query: { months: MONTHS }, signal }),
});
