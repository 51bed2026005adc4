/** What was sold and used, and what becomes of it. Money is in minor units, as strings of digits. */
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { call, type Answer, type Given } from "./client";
import { isProblem } from "./problem";

export type Earnings = Answer<"GET /v1/earnings">;
export type Balance = Earnings["data"][number];
export type Statement = Answer<"GET /v1/earnings/statements/{month}">;
export type Payout = Answer<"GET /v1/payouts">["data"][number];
export type PayoutAccount = Answer<"GET /v1/payout-account">;
export type PayoutAccountBody = Given<"PUT /v1/payout-account">["body"];
export type TaxDetails = Answer<"GET /v1/tax-details">;
export type TaxBody = NonNullable<Given<"PUT /v1/tax-details">["body"]>;
export type Asked = Given<"POST /v1/payouts">["body"];

export const earningsQuery = queryOptions({ queryKey: ["earnings"], queryFn: ({ signal }) => call("GET /v1/earnings", { signal }) });

export const statementQuery = (month: string) =>
  queryOptions({ queryKey: ["earnings", "statement", month], queryFn: ({ signal }) => call("GET /v1/earnings/statements/{month}", { path: { month }, signal }) });

export const payoutsQuery = infiniteQueryOptions({
  queryKey: ["earnings", "payouts"],
  initialPageParam: "",
  queryFn: ({ pageParam, signal }) => call("GET /v1/payouts", { query: { limit: 25, cursor: pageParam || null }, signal }),
  getNextPageParam: (last) => last.next_cursor ?? undefined,
});

/** Null until one is set. */
export const payoutAccountQuery = queryOptions({
  queryKey: ["earnings", "account"],
  queryFn: async ({ signal }): Promise<PayoutAccount | null> => {
    try {
      return await call("GET /v1/payout-account", { signal });
    } catch (error) {
      if (isProblem(error) && error.status === 404) return null;
      throw error;
    }
  },
});

/** Null until they are given. */
export const taxQuery = queryOptions({
  queryKey: ["earnings", "tax"],
  queryFn: async ({ signal }): Promise<TaxDetails | null> => {
    try {
      return await call("GET /v1/tax-details", { signal });
    } catch (error) {
      if (isProblem(error) && error.status === 404) return null;
      throw error;
    }
  },
});

export function useSaveTax() {
  const client = useQueryClient();
  return useMutation({ mutationFn: (body: TaxBody) => call("PUT /v1/tax-details", { body }), onSuccess: () => client.invalidateQueries({ queryKey: ["earnings"] }) });
}

export function usePayouts() {
  const client = useQueryClient();
  const changed = () => client.invalidateQueries({ queryKey: ["earnings"] });
  const account = useMutation({ mutationFn: (body: PayoutAccountBody) => call("PUT /v1/payout-account", { body }), onSuccess: changed });
  const ask = useMutation({
    // One key for one press: a second try of the same payout is the same payout.
    mutationFn: ({ key, body }: { key: string; body: Asked }) => call("POST /v1/payouts", { body, headers: { "idempotency-key": key } }),
    onSuccess: changed,
  });
  return { account, ask };
}
