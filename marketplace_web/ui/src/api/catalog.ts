/**
 * Agents as people find them. Everything that a page knows of an agent comes through this module,
 * so that where it comes from can change in one place.
 */
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { call, type Answer } from "./client";
import { isProblem } from "./problem";
import { ofAgent, ofListing, type Detail } from "./shown";
import type { Agreed } from "./tries";

export type AgentCard = Answer<"GET /v1/agents">["data"][number];
export type Agent = Answer<"GET /v1/agents/{agent_id}">;
export type Listing = Answer<"GET /v1/listings/{listing_id}">;
export type ListingCard = Answer<"GET /v1/listings">["data"][number];
export type Price = NonNullable<AgentCard["price"]>;
export type Category = Answer<"GET /v1/categories">["data"][number];
export type Collection = Answer<"GET /v1/collections">["data"][number];
export type Publisher = Answer<"GET /v1/publishers/{publisher_id}">;
export type Suggestion = Answer<"GET /v1/listings/suggestions">["data"][number];
export type Sort = "relevance" | "outcomes" | "rating" | "newest" | "price";

/** What a search asks for, as it stands in the address of the page. */
export interface Wanted {
  q?: string;
  category?: string;
  price?: "free" | "per_call" | "per_token" | "per_second" | "per_event";
  channel?: "web" | "http" | "mcp" | "openai" | "anthropic" | "a2a";
  model?: string;
  min_rating?: number;
  min_happy?: number;
  verified?: boolean;
  publisher?: string;
  tag?: string;
  sort?: Sort;
}

const PAGE = 24;
const RARELY = 300_000;

export const listingsQuery = (wanted: Wanted) =>
  infiniteQueryOptions({
    queryKey: ["listings", wanted],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) => call("GET /v1/listings", { query: { ...wanted, limit: PAGE, cursor: pageParam || null }, signal }),
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  });

export const suggestionsQuery = (q: string) =>
  queryOptions({ queryKey: ["suggestions", q], staleTime: 60_000, queryFn: async ({ signal }) => (await call("GET /v1/listings/suggestions", { query: { q }, signal })).data });

export const categoriesQuery = queryOptions({ queryKey: ["categories"], staleTime: RARELY, queryFn: async ({ signal }) => (await call("GET /v1/categories", { signal })).data });

export const collectionsQuery = queryOptions({ queryKey: ["collections"], staleTime: RARELY, queryFn: async ({ signal }) => (await call("GET /v1/collections", { signal })).data });

export const collectionQuery = (slug: string) =>
  queryOptions({ queryKey: ["collections", slug], staleTime: 30_000, queryFn: ({ signal }) => call("GET /v1/collections/{collection}", { path: { collection: slug }, signal }) });

export const publisherQuery = (id: string) =>
  queryOptions({ queryKey: ["publisher", id], staleTime: 30_000, queryFn: ({ signal }) => call("GET /v1/publishers/{publisher_id}", { path: { publisher_id: id }, signal }) });

export const similarQuery = (id: string) =>
  queryOptions({ queryKey: ["agent", id, "similar"], staleTime: RARELY, queryFn: async ({ signal }) => (await call("GET /v1/listings/{listing_id}/similar", { path: { listing_id: id }, signal })).data });

export const listingQuery = (id: string) =>
  queryOptions({ queryKey: ["agent", id, "listing"], staleTime: 30_000, queryFn: ({ signal }) => call("GET /v1/listings/{listing_id}", { path: { listing_id: id }, signal }) });

/** An agent's page: its listing, or for whoever may see it the agent that is listed nowhere. */
export const detailQuery = (id: string, signedIn: boolean) =>
  queryOptions({
    queryKey: ["agent", id, "detail", signedIn],
    staleTime: 30_000,
    queryFn: async ({ signal }): Promise<Detail> => {
      try {
        if (id !== "laelia") return ofListing(await call("GET /v1/listings/{listing_id}", { path: { listing_id: id }, signal }));
      } catch (error) {
        if (!signedIn || !isProblem(error) || error.status !== 404) throw error;
      }
      return ofAgent(await call("GET /v1/agents/{agent_id}", { path: { agent_id: id }, signal }));
    },
  });

/** Everything that can be called now, the unified agent left out. */
export const enabledQuery = queryOptions({
  queryKey: ["agents", "enabled"],
  staleTime: 30_000,
  queryFn: async ({ signal }) => (await call("GET /v1/agents", { query: { enabled: true, limit: 100 }, signal })).data,
});

export const agentQuery = (id: string) =>
  queryOptions({ queryKey: ["agent", id], staleTime: 30_000, queryFn: ({ signal }) => call("GET /v1/agents/{agent_id}", { path: { agent_id: id }, signal }) });

export const versionsQuery = (id: string) =>
  queryOptions({ queryKey: ["agent", id, "versions"], queryFn: ({ signal }) => call("GET /v1/agents/{agent_id}/versions", { path: { agent_id: id }, signal }) });

export function useEnabling(id: string) {
  const client = useQueryClient();
  // A page may have been opened by the listing's slug: so every agent's page is asked again.
  const done = () => Promise.all(["agents", "agent", "listings"].map((key) => client.invalidateQueries({ queryKey: [key] })));
  const enable = useMutation({
    mutationFn: (agreed: Agreed | undefined) => call("POST /v1/agents/{agent_id}/enable", { path: { agent_id: id }, body: agreed ? { consent: { version: agreed.version, hosts: [...agreed.hosts] } } : {} }),
    onSuccess: done,
  });
  const disable = useMutation({ mutationFn: () => call("POST /v1/agents/{agent_id}/disable", { path: { agent_id: id }, body: {} }), onSuccess: done });
  return { enable, disable };
}
