/** What stands for a password that somebody does not have: a sign-in of just now. */
import { queryOptions } from "@tanstack/react-query";
import { call } from "./client";

export interface Elsewhere {
  name: string;
  label: string;
  address: string;
}

/** The accounts elsewhere that are linked to one's own, and can be signed in with. */
export const elsewhereQuery = queryOptions({
  queryKey: ["identities"],
  queryFn: async ({ signal }): Promise<Elsewhere[]> => {
    const [{ providers }, linked] = await Promise.all([call("GET /v1/auth/providers", { signal }), call("GET /v1/auth/identities", { signal })]);
    const mine = new Set((linked as unknown as { data: { provider: string }[] }).data.map((one) => one.provider));
    return (providers as Elsewhere[]).filter((one) => mine.has(one.name));
  },
});

export const mailLink = (email: string) => call("POST /v1/auth/link", { body: { email } });
