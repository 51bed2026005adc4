/** Making an agent and its listing: drafts, versions, prices, servers to connect. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { call, type Answer, type Given } from "./client";

export type Manifest = Record<string, unknown>;
export type Listing = Answer<"GET /v1/listings/{listing_id}">;
export type ListingChange = Given<"PATCH /v1/listings/{listing_id}">["body"];
export type Move = Given<"POST /v1/listings/{listing_id}/status">["body"];
export type Finding = Answer<"GET /v1/listings/{listing_id}/checks">["data"][number];
export type Template = Answer<"GET /v1/agent-templates">["data"][number];
export type Server = Answer<"GET /v1/mcp-servers">["data"][number];
export type ServerTool = Answer<"GET /v1/mcp-servers/{server_id}/tools">["data"][number];
export type PriceBody = Given<"PUT /v1/agents/{agent_id}/price">["body"];
export type Version = Answer<"GET /v1/agents/{agent_id}/versions">["data"][number];
export type Diff = Answer<"GET /v1/agents/{agent_id}/diff">;
export type Product = Answer<"GET /v1/products">["data"][number];
export type ProductBody = Given<"POST /v1/products">["body"];
export type ProductPriceBody = Given<"POST /v1/products/{product_id}/prices">["body"];

const of = (id: string) => ({ path: { agent_id: id } });
const listed = (id: string) => ({ path: { listing_id: id } });

export const templatesQuery = queryOptions({ queryKey: ["templates"], staleTime: 300_000, queryFn: async ({ signal }) => (await call("GET /v1/agent-templates", { signal })).data });

export const diffQuery = (id: string, before: string, after: string) =>
  queryOptions({ queryKey: ["agent", id, "diff", before, after], queryFn: ({ signal }) => call("GET /v1/agents/{agent_id}/diff", { ...of(id), query: { before, after }, signal }) });

export const pricesQuery = (id: string) =>
  queryOptions({ queryKey: ["agent", id, "prices"], queryFn: async ({ signal }) => (await call("GET /v1/agents/{agent_id}/prices", { ...of(id), query: { limit: 50 }, signal })).data });

export const productsQuery = (id: string) =>
  queryOptions({ queryKey: ["agent", id, "products"], queryFn: async ({ signal }) => (await call("GET /v1/products", { query: { agent_id: id, mine: true, limit: 50 }, signal })).data });

export const checksQuery = (listing: string) =>
  queryOptions({ queryKey: ["studio", "checks", listing], staleTime: 0, queryFn: async ({ signal }) => (await call("GET /v1/listings/{listing_id}/checks", { ...listed(listing), signal })).data });

/** Whatever stands on pages about an agent may follow from what was changed. */
export function useRefresh() {
  const client = useQueryClient();
  return () => Promise.all(["studio", "agents", "agent", "listings"].map((key) => client.invalidateQueries({ queryKey: [key] })));
}

export const makeAgent = (manifest: Manifest) => call("POST /v1/agents", { body: manifest });
export const saveAgent = (id: string, manifest: Manifest) => call("PATCH /v1/agents/{agent_id}", { ...of(id), body: manifest });
export const readAgent = (id: string) => call("GET /v1/agents/{agent_id}", of(id));
export const publishAgent = (id: string, note = "", percent: number | null = null) => call("POST /v1/agents/{agent_id}/publish", { ...of(id), body: { note, percent } });
export const enableAgent = (id: string) => call("POST /v1/agents/{agent_id}/enable", { ...of(id), body: {} });
export const setPrice = (id: string, body: PriceBody) => call("PUT /v1/agents/{agent_id}/price", { ...of(id), body });
export const makeListing = (agentId: string, change: ListingChange) => call("POST /v1/listings", { body: { ...change, agent_id: agentId } });
export const changeListing = (id: string, body: ListingChange) => call("PATCH /v1/listings/{listing_id}", { ...listed(id), body });
export const moveListing = (id: string, body: Move) => call("POST /v1/listings/{listing_id}/status", { ...listed(id), body });

/** A copy is a draft of its own; an archived agent answers nobody until it is brought back. */
export function useKeeping(id: string) {
  const refresh = useRefresh();
  const copy = useMutation({ mutationFn: () => call("POST /v1/agents/{agent_id}/clone", { ...of(id), body: {} }), onSuccess: refresh });
  const archive = useMutation({ mutationFn: () => call("POST /v1/agents/{agent_id}/archive", of(id)), onSuccess: refresh });
  const restore = useMutation({ mutationFn: () => call("POST /v1/agents/{agent_id}/unarchive", of(id)), onSuccess: refresh });
  return { copy, archive, restore };
}

export function usePublishing(id: string) {
  const refresh = useRefresh();
  const publish = useMutation({ mutationFn: ({ note, percent }: { note: string; percent: number | null }) => publishAgent(id, note, percent), onSuccess: refresh });
  const rollBack = useMutation({ mutationFn: (version: string) => call("POST /v1/agents/{agent_id}/rollback", { ...of(id), body: { version } }), onSuccess: refresh });
  return { publish, rollBack };
}

export function useListingChange(id: string) {
  const refresh = useRefresh();
  const change = useMutation({ mutationFn: (body: ListingChange) => changeListing(id, body), onSuccess: refresh });
  const move = useMutation({ mutationFn: (body: Move) => moveListing(id, body), onSuccess: refresh });
  return { change, move };
}

export function usePricing(id: string) {
  const refresh = useRefresh();
  const price = useMutation({ mutationFn: (body: PriceBody) => setPrice(id, body), onSuccess: refresh });
  const sell = useMutation({ mutationFn: (body: ProductBody) => call("POST /v1/products", { body }), onSuccess: refresh });
  const reprice = useMutation({
    mutationFn: ({ product, body }: { product: string; body: ProductPriceBody }) => call("POST /v1/products/{product_id}/prices", { path: { product_id: product }, body }),
    onSuccess: refresh,
  });
  const archive = useMutation({ mutationFn: (product: string) => call("PATCH /v1/products/{product_id}", { path: { product_id: product }, body: { status: "archived" } }), onSuccess: refresh });
  const until = useMutation({ mutationFn: ({ product, expires_at }: { product: string; expires_at: string | null }) => call("PATCH /v1/products/{product_id}", { path: { product_id: product }, body: { expires_at } }), onSuccess: refresh });
  return { price, sell, reprice, archive, until };
}

export interface Connection {
  url: string;
  header: string;
  /** What is sent in the header; empty where the server is open. */
  secret: string;
  /** The name of a credential that is stored already. */
  credential: string | null;
}

/** A name that the hub takes, from a host, and unlike any before. */
export function nameFor(url: string, salt = crypto.randomUUID().slice(0, 4)): string {
  const host = URL.canParse(url) ? new URL(url).hostname : "server";
  const plain = host.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 48);
  return `s-${plain || "server"}-${salt}`;
}

/** Keeps the secret under a name, as manifests hold none. */
export async function keepSecret({ url, header, secret }: Connection): Promise<string> {
  const name = nameFor(url);
  await call("POST /v1/credentials", { body: { name, url, header, secret } });
  return name;
}

export type Probed = Answer<"POST /v1/http-probes">;

/** What the address of an HTTP agent says that it takes. */
export const probeQuery = (body: Given<"POST /v1/http-probes">["body"]) =>
  queryOptions({ queryKey: ["studio", "probe", body], staleTime: 60_000, retry: false, queryFn: ({ signal }) => call("POST /v1/http-probes", { body, signal }) });

export const serversQuery = queryOptions({ queryKey: ["studio", "servers"], queryFn: async ({ signal }) => (await call("GET /v1/mcp-servers", { query: { limit: 100 }, signal })).data });

export const serverToolsQuery = (id: string) =>
  queryOptions({ queryKey: ["studio", "servers", id, "tools"], queryFn: async ({ signal }) => (await call("GET /v1/mcp-servers/{server_id}/tools", { path: { server_id: id }, signal })).data });

/** Looks at a server again, or approves what its tools are now, each by the digest that was shown. */
export function useServer(id: string) {
  const refresh = useRefresh();
  const path = { server_id: id };
  const look = useMutation({ mutationFn: () => call("POST /v1/mcp-servers/{server_id}/refresh", { path }), onSuccess: refresh });
  const accept = useMutation({ mutationFn: (tools: Record<string, string>) => call("POST /v1/mcp-servers/{server_id}/accept", { path, body: { tools } }), onSettled: refresh });
  return { look, accept };
}

export interface Connected {
  tools: ServerTool[];
  credential: string | null;
}

/** Looks at a server now: it is registered, or looked at again, and its tools are read. */
export async function connect(given: Connection): Promise<Connected> {
  const credential = given.secret ? await keepSecret(given) : given.credential;
  const known = (await call("GET /v1/mcp-servers", { query: { limit: 100 } })).data.find((one) => one.url === given.url && one.credential === credential);
  const server = known
    ? await call("POST /v1/mcp-servers/{server_id}/refresh", { path: { server_id: known.id } })
    : await call("POST /v1/mcp-servers", { body: { name: nameFor(given.url), url: given.url, credential } });
  const { data } = await call("GET /v1/mcp-servers/{server_id}/tools", { path: { server_id: server.id } });
  return { tools: data, credential };
}
