/** What is for sale: an agent's page knows of no more than this. */
import { queryOptions } from "@tanstack/react-query";
import { call, type Answer } from "./client";

export type Product = Answer<"GET /v1/products/{product_id}">;
export type Plan = Product["prices"][number];

const RARELY = 60_000;

export const productsOf = (agentId: string) =>
  queryOptions({ queryKey: ["products", "agent", agentId], staleTime: RARELY, queryFn: async ({ signal }) => (await call("GET /v1/products", { query: { agent_id: agentId, kind: "agents", limit: 20 }, signal })).data });

/** The same for visitors, of an agent that is listed. */
export const soldOf = (listingId: string) =>
  queryOptions({ queryKey: ["products", "listing", listingId], staleTime: RARELY, queryFn: async ({ signal }) => (await call("GET /v1/listings/{listing_id}/products", { path: { listing_id: listingId }, signal })).data });

export const packsQuery = queryOptions({ queryKey: ["products", "packs"], staleTime: RARELY, queryFn: async ({ signal }) => (await call("GET /v1/products", { query: { kind: "credits", limit: 50 }, signal })).data });

export const productQuery = (id: string) =>
  queryOptions({ queryKey: ["product", id], staleTime: RARELY, queryFn: ({ signal }) => call("GET /v1/products/{product_id}", { path: { product_id: id }, signal }) });
