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

export type Group = Tally & { agent_id?: string; model?: string | null; start?: string; face?: string | null; reason?: string };

export interface Outcomes {
  data: Group[];
  totals: Tally;
  previous: Tally | null;
}

export type OutcomesBy = "day" | "agent" | "model" | "agent_model" | "face" | "reason";

/** Which runs are looked at: of the last days, and of one agent or on one model. */
export interface Asked {
  days: number;
  agent?: string | undefined;
  model?: string | undefined;
}

const filters = ({ days, agent, model }: Asked) => ({ from: new Date(Date.now() - days * 86_400_000).toISOString(), agent_id: agent, model });

export const outcomesQuery = (by: OutcomesBy, asked: Asked) =>
  queryOptions({
    queryKey: ["usage", "outcomes", by, asked.days, asked.agent ?? null, asked.model ?? null],
    queryFn: async ({ signal }) => (await call("GET /v1/outcomes", { query: { group_by: by, ...filters(asked) }, signal })) as unknown as Outcomes,
  });

export const outcomesTable = (asked: Asked): string => addressOf("/v1/outcomes", {}, { group_by: "agent_model", format: "csv", ...filters(asked) });
