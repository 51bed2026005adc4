/** A creator's side: who publishes, what they have, and what moderation said of it. */
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { call, type Answer, type Given } from "./client";
import type { Usage } from "./money";
import { isProblem } from "./problem";

export type OwnPublisher = Answer<"GET /v1/publishers/mine">;
export type Application = Given<"POST /v1/publishers">["body"];
export type PublisherChange = Given<"PATCH /v1/publishers/{publisher_id}">["body"];
export type OwnAgent = Answer<"GET /v1/agents">["data"][number];
export type OwnListing = Answer<"GET /v1/listings/mine">["data"][number];
export type Statement = Answer<"GET /v1/moderation/statements">["data"][number];

/** Null before the application. */
export const ownPublisherQuery = queryOptions({
  queryKey: ["studio", "publisher"],
  queryFn: async ({ signal }): Promise<OwnPublisher | null> => {
    try {
      return await call("GET /v1/publishers/mine", { signal });
    } catch (error) {
      if (isProblem(error, "publisher_not_found")) return null;
      throw error;
    }
  },
});

export const ownAgentsQuery = queryOptions({
  queryKey: ["studio", "agents"],
  queryFn: async ({ signal }) => (await call("GET /v1/agents", { query: { own: true, limit: 100 }, signal })).data,
});

export const archivedAgentsQuery = queryOptions({
  queryKey: ["studio", "agents", "archived"],
  queryFn: async ({ signal }) => (await call("GET /v1/agents", { query: { own: true, archived: true, limit: 100 }, signal })).data,
});

export const ownListingsQuery = queryOptions({
  queryKey: ["studio", "listings"],
  queryFn: async ({ signal }) => (await call("GET /v1/listings/mine", { query: { limit: 100 }, signal })).data,
});

/** The newest of one's own runs, of whatever agent: enough to say when each ran last. */
export const latestRunsQuery = queryOptions({
  queryKey: ["studio", "runs"],
  queryFn: async ({ signal }) => (await call("GET /v1/runs", { query: { limit: 100 }, signal })).data,
});

export const statementsQuery = infiniteQueryOptions({
  queryKey: ["studio", "statements"],
  initialPageParam: "",
  queryFn: ({ pageParam, signal }) => call("GET /v1/moderation/statements", { query: { limit: 50, cursor: pageParam || null }, signal }),
  getNextPageParam: (last) => last.next_cursor ?? undefined,
});

function useChanged(...keys: string[][]) {
  const client = useQueryClient();
  return () => Promise.all([["studio"], ...keys].map((queryKey) => client.invalidateQueries({ queryKey })));
}

export function useApplication() {
  const changed = useChanged(["publisher"]);
  return useMutation({ mutationFn: (body: Application) => call("POST /v1/publishers", { body }), onSuccess: changed });
}

export function usePublisherChange(id: string) {
  const changed = useChanged(["publisher"]);
  return useMutation({ mutationFn: (body: PublisherChange) => call("PATCH /v1/publishers/{publisher_id}", { path: { publisher_id: id }, body }), onSuccess: changed });
}

export type What = "domain" | "repository";

/** Looks for what shows that it is the publisher's own. */
export function useProof(id: string) {
  const changed = useChanged(["publisher"], ["listings"]);
  return useMutation({ mutationFn: (what: What) => call("POST /v1/publishers/{publisher_id}/verify", { path: { publisher_id: id }, body: { what } }), onSuccess: changed });
}

export function useAppeal() {
  const changed = useChanged();
  return useMutation({
    mutationFn: ({ decision, text }: { decision: string; text: string }) => call("POST /v1/moderation/statements/{decision_id}/appeal", { path: { decision_id: decision }, body: { text } }),
    onSuccess: changed,
  });
}

export const useVerification = () => useMutation({ mutationFn: () => call("POST /v1/auth/email/verification") });

/** Calls of one's own, by day: those of others are theirs to see. */
export const agentUsageQuery = (agentId: string, days: number) =>
  queryOptions({
    queryKey: ["usage", "agent-days", agentId, days],
    queryFn: async ({ signal }) => (await call("GET /v1/usage", { query: { group_by: "day", agent_id: agentId, from: new Date(Date.now() - days * 86_400_000).toISOString() }, signal })) as unknown as Usage,
  });
