/** Which ways in there are: for everybody, and for one address. */
import { queryOptions } from "@tanstack/react-query";
import { call, type Answer } from "./client";

/** What the hub says of an address, from its domain alone: never whether there is an account. */
export type Ways = Answer<"POST /v1/auth/discover">;

export const discover = (email: string) => call("POST /v1/auth/discover", { body: { email } });

export const providersQuery = queryOptions({
  queryKey: ["providers"],
  staleTime: Infinity,
  queryFn: async ({ signal }) => (await call("GET /v1/auth/providers", { signal })).providers,
});
