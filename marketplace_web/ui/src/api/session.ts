import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call, type Answer } from "./client";
import { isProblem } from "./problem";

export type Me = Answer<"GET /v1/me">;

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  staleTime: 60_000,
  queryFn: async ({ signal }): Promise<Me | null> => {
    try {
      return await call("GET /v1/me", { signal });
    } catch (error) {
      if (isProblem(error) && error.status === 401) return null;
      throw error;
    }
  },
});

/** Who is signed in; null when nobody is, undefined until that is known. */
export function useSession(): Me | null | undefined {
  return useQuery(sessionQuery).data;
}

/** The name of the organization, for people who have one: who works alone never sees the word. */
export const teamOf = (me: Me): string | null => (me.organization.type === "team" ? me.organization.name : null);

/** After a sign-in: everything that was known is another person's now. */
export function useSignedIn(): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    client.removeQueries({ predicate: (query) => query.queryKey[0] !== "session" });
    await client.fetchQuery({ ...sessionQuery, staleTime: 0 });
  };
}

export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => call("POST /v1/auth/logout"),
    onSettled: () => {
      client.clear();
      client.setQueryData(sessionQuery.queryKey, null);
    },
  });
}
