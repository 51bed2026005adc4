/** Checkouts, orders, and what members ask to be bought. */
import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { call, type Answer, type Given } from "./client";
import type { Me } from "./session";

export * from "./products";

export type Processor = Answer<"GET /v1/billing/processors">["data"][number];
export type ProcessorName = Processor["name"];
export type Method = Answer<"GET /v1/payment-methods">["data"][number];
export type Totals = Answer<"POST /v1/checkouts/preview">;
export type Cart = NonNullable<Given<"POST /v1/checkouts/preview">["body"]>;
export type Wanted = NonNullable<Given<"POST /v1/checkouts">["body"]>;
export type Checkout = Answer<"GET /v1/checkouts/{checkout_id}">;
export type Order = Answer<"GET /v1/orders/{order_id}">;
export type PurchaseRequest = Answer<"GET /v1/purchase-requests/{purchase_request_id}">;

/** Who may pay for everybody here; the others ask them. */
export const mayBuy = (me: Me): boolean => me.scopes.includes("billing:write");

const RARELY = 60_000;

export const processorsQuery = queryOptions({ queryKey: ["billing", "processors"], staleTime: RARELY, queryFn: async ({ signal }) => (await call("GET /v1/billing/processors", { signal })).data });

export const methodsQuery = queryOptions({ queryKey: ["billing", "methods"], queryFn: async ({ signal }) => (await call("GET /v1/payment-methods", { signal })).data });

export const previewQuery = (cart: Cart) =>
  queryOptions({ queryKey: ["preview", cart], staleTime: 20_000, placeholderData: keepPreviousData, retry: false, queryFn: ({ signal }) => call("POST /v1/checkouts/preview", { body: cart, signal }) });

const OPEN = new Set(["open", "confirmed"]);

/** While it is open its true state is asked for again and again; who pays by transfer takes days. */
export const checkoutQuery = (id: string) =>
  queryOptions({
    queryKey: ["checkout", id],
    queryFn: ({ signal }) => call("GET /v1/checkouts/{checkout_id}", { path: { checkout_id: id }, signal }),
    refetchInterval: ({ state }) => (state.data && OPEN.has(state.data.status) ? (state.data.processor === "manual" ? 5000 : 2000) : false),
  });

export const orderQuery = (id: string) =>
  queryOptions({ queryKey: ["order", id], queryFn: ({ signal }) => call("GET /v1/orders/{order_id}", { path: { order_id: id }, signal }) });

/**
 * One key for one cart, kept while this browser window lives: a double click, a retry after a lost
 * answer and a reload all mean the same purchase. It is let go of once something has come of it.
 */
const KEYS = "laelia-purchase-keys";

function kept(): Record<string, string> {
  try {
    return JSON.parse(sessionStorage.getItem(KEYS) ?? "{}") as Record<string, string>;
  } catch {
    return {};
  }
}

function keep(keys: Record<string, string>): void {
  try {
    sessionStorage.setItem(KEYS, JSON.stringify(keys));
  } catch {
    // storage may be closed: then a key lives as long as the page
  }
}

const here = new Map<string, string>();

export function keyFor(what: string): string {
  const known = here.get(what) ?? kept()[what] ?? crypto.randomUUID();
  here.set(what, known);
  keep({ ...kept(), [what]: known });
  return known;
}

/** The next purchase is another one, even of the same things. */
export function forgetKeys(): void {
  here.clear();
  keep({});
}

export function useBuy() {
  return useMutation({ mutationFn: (body: Wanted) => call("POST /v1/checkouts", { body, headers: { "idempotency-key": keyFor(JSON.stringify(body)) } }) });
}

export interface Payment {
  orderId: string;
  processor: ProcessorName;
  methodId: string | null;
  /** How often it was tried before: a new try is a new payment. */
  tries: number;
}

export function usePay() {
  return useMutation({
    mutationFn: ({ orderId, processor, methodId, tries }: Payment) =>
      call("POST /v1/orders/{order_id}/pay", {
        path: { order_id: orderId },
        body: { processor, payment_method_id: methodId },
        headers: { "idempotency-key": keyFor(`${orderId} ${processor} ${methodId ?? ""} ${tries}`) },
      }),
  });
}

/** What was bought shows everywhere: agents, credits, subscriptions. */
export function useBought(): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    forgetKeys();
    await Promise.all(["agents", "agent", "listings", "credits", "billing", "orders"].map((key) => client.invalidateQueries({ queryKey: [key] })));
  };
}

export const requestsQuery = (status?: PurchaseRequest["status"]) =>
  queryOptions({ queryKey: ["purchase-requests", status ?? "all"], refetchInterval: 60_000, queryFn: async ({ signal }) => (await call("GET /v1/purchase-requests", { query: { status, limit: 50 }, signal })).data });

export const requestQuery = (id: string) =>
  queryOptions({ queryKey: ["purchase-requests", "one", id], queryFn: ({ signal }) => call("GET /v1/purchase-requests/{purchase_request_id}", { path: { purchase_request_id: id }, signal }) });

export function useRequests() {
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: ["purchase-requests"] });
  const ask = useMutation({ mutationFn: (body: { price_id: string; quantity: number; note: string }) => call("POST /v1/purchase-requests", { body }), onSuccess });
  const decide = useMutation({
    mutationFn: ({ id, decision, reason }: { id: string; decision: "approve" | "decline"; reason?: string }) =>
      call("POST /v1/purchase-requests/{purchase_request_id}/decide", { path: { purchase_request_id: id }, body: { decision, reason: reason || null } }),
    onSuccess,
  });
  const withdraw = useMutation({ mutationFn: (id: string) => call("DELETE /v1/purchase-requests/{purchase_request_id}", { path: { purchase_request_id: id } }), onSuccess });
  return { ask, decide, withdraw };
}
