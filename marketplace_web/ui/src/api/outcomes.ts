import { queryOptions } from "@tanstack/react-query";
import { addressOf, call } from "./client";

/** Finished calls of one group: `happy_share` is the happy part of those that somebody judged. */
export interface Tally {
  runs: number;
  succeeded: number;
  failed: number;
  happy: number;
  unhappy: number;
  unknown: number;
  happy_share: number | null;
  happy_interval: [low: number, high: number] | null;
  credits: string;
  credits_per_happy: string | null;
  latency_ms: { p50: number | null; p95: number | null };
}

export type Group = Tally & { agent_id?: string; model?: string; start?: string; reason?: string };

export interface Outcomes {
  data: Group[];
  totals: Tally;
  previous: Tally | null;
}

export type OutcomesBy = "day" | "agent" | "agent_model" | "reason";

const since = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString();

export const outcomesQuery = (by: OutcomesBy, days: number) =>
  queryOptions({
    queryKey: ["usage", "outcomes", by, days],
    queryFn: async ({ signal }) => (await call("GET /v1/outcomes", { query: { group_by: by, from: since(days) }, signal })) as unknown as Outcomes,
  });

export const outcomesTable = (days: number): string => addressOf("/v1/outcomes", {}, { group_by: "agent_model", format: "csv", from: since(days) });
