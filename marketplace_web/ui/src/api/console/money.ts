import { queryOptions } from "@tanstack/react-query";
import { call, type Answer, type Given } from "../client";
import { listed } from "./shared";

export type Order = Answer<"GET /v1/admin/orders">["data"][number];
export type OrderDetail = Answer<"GET /v1/admin/orders/{order_id}">;
export type Payout = Answer<"GET /v1/admin/payouts">["data"][number];
export type PayoutDecision = Given<"POST /v1/admin/payouts/{payout_id}/decide">["body"]["decision"];
export type Refund = Answer<"GET /v1/admin/refunds">["data"][number];
export type Dispute = Answer<"GET /v1/admin/disputes">["data"][number];
export type Ledger = Answer<"GET /v1/admin/ledger">;
export type Finding = Answer<"GET /v1/admin/reconciliations">["data"][number];
export type Reconciled = Answer<"GET /v1/admin/reconciliations/days">["data"][number];
export type Share = Answer<"GET /v1/admin/revenue-shares/{organization_id}">["shares"][number];
export type Money = Order["total"];
export type Product = Answer<"GET /v1/products">["data"][number];

export const ordersQuery = (wanted: { status?: string; waiting?: boolean; organization_id?: string }) => listed("GET /v1/admin/orders", wanted);
export const payoutsQuery = (wanted: { status?: string }) => listed("GET /v1/admin/payouts", wanted);
export const refundsQuery = listed("GET /v1/admin/refunds", {});
export const disputesQuery = (wanted: { status?: string }) => listed("GET /v1/admin/disputes", wanted);
export const findingsQuery = (wanted: { status?: string }) => listed("GET /v1/admin/reconciliations", wanted);
export const productsQuery = listed("GET /v1/products", {});

export const orderQuery = (id: string) =>
  queryOptions({ queryKey: ["console", "order", id], queryFn: ({ signal }) => call("GET /v1/admin/orders/{order_id}", { path: { order_id: id }, signal }) });

export const reconciledQuery = queryOptions({ queryKey: ["console", "reconciled"], queryFn: async ({ signal }) => (await call("GET /v1/admin/reconciliations/days", { signal })).data });

export const sharesQuery = (id: string) =>
  queryOptions({ queryKey: ["console", "shares", id], queryFn: ({ signal }) => call("GET /v1/admin/revenue-shares/{organization_id}", { path: { organization_id: id }, signal }) });

export const ledgerQuery = queryOptions({ queryKey: ["console", "ledger"], queryFn: ({ signal }) => call("GET /v1/admin/ledger", { signal }) });
