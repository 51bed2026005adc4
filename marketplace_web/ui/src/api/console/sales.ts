import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { call, type Answer } from "../client";

export type Sales = Answer<"GET /v1/admin/sales">;
export type SalesOf = Sales["currencies"][number];
export type SoldDay = SalesOf["days"][number];
export type Discovery = Answer<"GET /v1/admin/discovery">;
export type Query = Discovery["queries"][number];

interface Days { from: string; to: string }

export const salesQuery = (days: Days) =>
  queryOptions({ queryKey: ["console", "sales", days], placeholderData: keepPreviousData, queryFn: ({ signal }) => call("GET /v1/admin/sales", { query: days, signal }) });

export const discoveryQuery = (days: Days) =>
  queryOptions({ queryKey: ["console", "discovery", days], placeholderData: keepPreviousData, queryFn: ({ signal }) => call("GET /v1/admin/discovery", { query: days, signal }) });
