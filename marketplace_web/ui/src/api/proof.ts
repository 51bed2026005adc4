/** What stands for a password that somebody does not have: a sign-in of just now. */
import { queryOptions } from "@tanstack/react-query";
import { call, type Answer } from "./client";

export type Provider = Answer<"GET /v1/auth/providers">["providers"][number];
export type LinkedAccount = Answer<"GET /v1/auth/identities">["data"][number];

/** With what else people sign in here, and which of it is linked to one's own account. */
export const elsewhereQuery = queryOptions({
  queryKey: ["identities"],
  queryFn: async ({ signal }): Promise<{ offered: Provider[]; linked: LinkedAccount[] }> => {
    const [{ providers }, { data }] = await Promise.all([call("GET /v1/auth/providers", { signal }), call("GET /v1/auth/identities", { signal })]);
    return { offered: providers, linked: data };
  },
});

export const mailLink = (email: string) => call("POST /v1/auth/link", { body: { email } });
