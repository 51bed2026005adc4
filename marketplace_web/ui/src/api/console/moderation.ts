import { queryOptions } from "@tanstack/react-query";
import { call, type Answer, type Given } from "../client";
import { listed } from "./shared";

export type Case = Answer<"GET /v1/moderation/cases">["data"][number];
export type CaseDetail = Answer<"GET /v1/moderation/cases/{case_id}">;
export type Decision = CaseDetail["decisions"][number];
export type Difference = CaseDetail["changes"]["differences"][number];
export type Verdict = Given<"POST /v1/moderation/cases/{case_id}/decision">["body"];
export type Reason = Answer<"GET /v1/moderation/reasons">["data"][number];

export const QUEUES = ["listings", "publishers", "reviews", "comments", "media"] as const;
export type Queue = (typeof QUEUES)[number];

export interface CasesWanted { queue?: string; status?: string }

export const casesQuery = (wanted: CasesWanted) => listed("GET /v1/moderation/cases", wanted);

export const caseQuery = (id: string) =>
  queryOptions({ queryKey: ["console", "case", id], queryFn: ({ signal }) => call("GET /v1/moderation/cases/{case_id}", { path: { case_id: id }, signal }) });

export const reasonsQuery = queryOptions({ queryKey: ["console", "reasons"], staleTime: Infinity, queryFn: ({ signal }) => call("GET /v1/moderation/reasons", { signal }) });

/** How many wait, as far as one page tells: `more` where there are yet more. */
export const waitingQuery = (queue: Queue) =>
  queryOptions({
    queryKey: ["console", "waiting", queue],
    queryFn: async ({ signal }) => {
      const page = await call("GET /v1/moderation/cases", { query: { queue, limit: 100 }, signal });
      return { queue, count: page.data.length, more: page.next_cursor !== null, oldest: page.data[0]?.created_at ?? null };
    },
  });
