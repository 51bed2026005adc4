import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { addressOf, call } from "./client";

export interface UsageGroup {
  key: string;
  calls: number;
  errors: number;
  input_tokens: number;
  output_tokens: number;
  credits: string;
  latency_ms: { p50: number | null; p95: number | null };
}

/** Sums of calls, as `GET /v1/usage?group_by=` answers them. */
export interface Usage {
  data: UsageGroup[];
  from: string;
  to: string;
  totals: Omit<UsageGroup, "key">;
}

export type GroupBy = "day" | "agent" | "model" | "face";

export const creditsQuery = queryOptions({ queryKey: ["credits"], refetchInterval: 30_000, queryFn: ({ signal }) => call("GET /v1/credits", { signal }) });

export const entriesQuery = infiniteQueryOptions({
  queryKey: ["credits", "entries"],
  initialPageParam: "",
  queryFn: ({ pageParam, signal }) => call("GET /v1/credits/entries", { query: { limit: 25, cursor: pageParam || null }, signal }),
  getNextPageParam: (last) => last.next_cursor ?? undefined,
});

/** `days` back from now; calls that agents made among themselves are counted with their own agent. */
export const usageQuery = (by: GroupBy, days: number) =>
  queryOptions({
    queryKey: ["usage", by, days],
    queryFn: async ({ signal }) => (await call("GET /v1/usage", { query: { group_by: by, from: since(days) }, signal })) as unknown as Usage,
  });

export const usageTable = (days: number): string => addressOf("/v1/usage", {}, { format: "csv", from: since(days) });

function since(days: number): string {
  return new Date(Date.now() - days * 86_400_000).toISOString();
}
