import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { call, type Answer } from "./client";

export type Key = Answer<"GET /v1/api-keys">["data"][number];
export type AuthSession = Answer<"GET /v1/auth/sessions">["data"][number];
export type Passkey = Answer<"GET /v1/auth/passkeys">["data"][number];
export type Notice = Answer<"GET /v1/notifications">["data"][number];
export type Grant = Answer<"GET /v1/oauth/grants">["data"][number];

export const keysQuery = queryOptions({ queryKey: ["keys"], queryFn: async ({ signal }) => (await call("GET /v1/api-keys", { query: { limit: 100 }, signal })).data });
export const grantsQuery = queryOptions({ queryKey: ["grants"], queryFn: async ({ signal }) => (await call("GET /v1/oauth/grants", { signal })).data });
export const authSessionsQuery = queryOptions({ queryKey: ["auth-sessions"], queryFn: async ({ signal }) => (await call("GET /v1/auth/sessions", { signal })).data });
export const totpQuery = queryOptions({ queryKey: ["totp"], queryFn: ({ signal }) => call("GET /v1/auth/totp", { signal }) });
export const passkeysQuery = queryOptions({ queryKey: ["passkeys"], queryFn: async ({ signal }) => (await call("GET /v1/auth/passkeys", { signal })).data });

export const unreadQuery = queryOptions({
  queryKey: ["notifications", "unread"],
  refetchInterval: 60_000,
  queryFn: async ({ signal }) => (await call("GET /v1/notifications", { query: { unread: true, limit: 20 }, signal })).data.length,
});

export const preferencesQuery = queryOptions({ queryKey: ["notification-preferences"], queryFn: async ({ signal }) => (await call("GET /v1/notifications/preferences", { signal })).preferences });

export const noticesQuery = (unread: boolean) =>
  infiniteQueryOptions({
    queryKey: ["notifications", "list", unread],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) => call("GET /v1/notifications", { query: { unread, limit: 25, cursor: pageParam || null }, signal }),
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  });
