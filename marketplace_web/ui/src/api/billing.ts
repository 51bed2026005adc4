/** What an account owes, has, and lets be charged. */
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { addressOf, call, type Answer, type Given } from "./client";
import { isProblem } from "./problem";

export type Profile = Answer<"GET /v1/billing/profile">;
export type ProfileBody = NonNullable<Given<"PUT /v1/billing/profile">["body"]>;
export type Subscription = Answer<"GET /v1/subscriptions/{subscription_id}">;
export type SubscriptionChange = NonNullable<Given<"PATCH /v1/subscriptions/{subscription_id}">["body"]>;
export type ChangePreview = Answer<"POST /v1/subscriptions/{subscription_id}/preview">;
export type Invoice = Answer<"GET /v1/invoices/{invoice_id}">;
export type TopUp = Answer<"GET /v1/credits/top-up">;
export type TopUpBody = NonNullable<Given<"PUT /v1/credits/top-up">["body"]>;
export type Budget = Answer<"GET /v1/budgets">["data"][number];
export type BudgetBody = NonNullable<Given<"PUT /v1/budgets">["body"]>;

export const profileQuery = queryOptions({ queryKey: ["billing", "profile"], queryFn: ({ signal }) => call("GET /v1/billing/profile", { signal }) });

export const subscriptionsQuery = queryOptions({ queryKey: ["billing", "subscriptions"], queryFn: async ({ signal }) => (await call("GET /v1/subscriptions", { query: { limit: 100 }, signal })).data });

export const invoicesQuery = infiniteQueryOptions({
  queryKey: ["billing", "invoices"],
  initialPageParam: "",
  queryFn: ({ pageParam, signal }) => call("GET /v1/invoices", { query: { limit: 25, cursor: pageParam || null }, signal }),
  getNextPageParam: (last) => last.next_cursor ?? undefined,
});

export const ordersQuery = infiniteQueryOptions({
  queryKey: ["orders"],
  initialPageParam: "",
  queryFn: ({ pageParam, signal }) => call("GET /v1/orders", { query: { limit: 25, cursor: pageParam || null }, signal }),
  getNextPageParam: (last) => last.next_cursor ?? undefined,
});

/** Null where nothing is set yet. */
export const topUpQuery = queryOptions({
  queryKey: ["billing", "top-up"],
  queryFn: async ({ signal }): Promise<TopUp | null> => {
    try {
      return await call("GET /v1/credits/top-up", { signal });
    } catch (error) {
      if (isProblem(error) && error.status === 404) return null;
      throw error;
    }
  },
});

export const budgetsQuery = queryOptions({ queryKey: ["billing", "budgets"], queryFn: async ({ signal }) => (await call("GET /v1/budgets", { signal })).data });

export const membersQuery = queryOptions({ queryKey: ["members"], staleTime: 60_000, queryFn: async ({ signal }) => (await call("GET /v1/members", { query: { limit: 100 }, signal })).data });

export const changePreviewQuery = (id: string, asked: { price_id: string; quantity: number }) =>
  queryOptions({
    queryKey: ["billing", "change", id, asked],
    staleTime: 10_000,
    retry: false,
    queryFn: ({ signal }) => call("POST /v1/subscriptions/{subscription_id}/preview", { path: { subscription_id: id }, body: asked, signal }),
  });

export const invoiceFile = (id: string): string => addressOf("/v1/invoices/{invoice_id}/pdf", { invoice_id: id });
export const statementFile = addressOf("/v1/credits/entries", {}, { format: "csv" });

function useChange<T = void>(change: (given: T) => Promise<unknown>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => Promise.all(["billing", "orders", "credits", "agents", "preview"].map((key) => client.invalidateQueries({ queryKey: [key] }))),
  });
}

export const useSaveProfile = () => useChange((body: ProfileBody) => call("PUT /v1/billing/profile", { body }));
export const useSaveTopUp = () => useChange((body: TopUpBody) => call("PUT /v1/credits/top-up", { body }));
export const useSaveBudget = () => useChange((body: BudgetBody) => call("PUT /v1/budgets", { body }));
export const useRemoveBudget = () => useChange((id: string) => call("DELETE /v1/budgets/{budget_id}", { path: { budget_id: id } }));
export const useRemoveMethod = () => useChange((id: string) => call("DELETE /v1/payment-methods/{payment_method_id}", { path: { payment_method_id: id } }));
export const useChangeSubscription = (id: string) => useChange((body: SubscriptionChange) => call("PATCH /v1/subscriptions/{subscription_id}", { path: { subscription_id: id }, body }));
export const useEndSubscription = (id: string) => useChange(() => call("DELETE /v1/subscriptions/{subscription_id}", { path: { subscription_id: id } }));
