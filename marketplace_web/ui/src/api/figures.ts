/** What a creator learns of an agent: who has it, how they came to it, what it earned. Counts alone. */
import { queryOptions } from "@tanstack/react-query";
import { call, type Answer } from "./client";

export type Installs = Answer<"GET /v1/agents/{agent_id}/installs">;
export type Funnel = Answer<"GET /v1/agents/{agent_id}/funnel">;
export type AgentEarnings = Answer<"GET /v1/earnings/agents">;
export type AgentEarning = AgentEarnings["data"][number];

const of = (id: string) => ({ path: { agent_id: id } });
const MONTHS = 6;

export const installsQuery = (id: string) =>
  queryOptions({ queryKey: ["agent", id, "installs"], staleTime: 300_000, queryFn: ({ signal }) => call("GET /v1/agents/{agent_id}/installs", { ...of(id), signal }) });

export const funnelQuery = (id: string, days: number) =>
  queryOptions({
    queryKey: ["agent", id, "funnel", days],
    staleTime: 60_000,
    queryFn: ({ signal }) => call("GET /v1/agents/{agent_id}/funnel", { ...of(id), query: { from: new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10) }, signal }),
  });

/** For whoever may see billing; others are refused. */
export const agentEarningsQuery = queryOptions({
  queryKey: ["earnings", "agents"],
  retry: false,
  queryFn: ({ signal }) => call("GET /v1/earnings/agents", { query: { months: MONTHS }, signal }),
});
