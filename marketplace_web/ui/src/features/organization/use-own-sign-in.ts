import { useQuery } from "@tanstack/react-query";
import { authSessionsQuery } from "@/api/account";

/** How and from where whoever looks is signed in; undefined until that is known, null where it is not. */
export function useOwnSignIn(): { network: string | null | undefined; secondFactor: boolean | undefined } {
  const { data } = useQuery(authSessionsQuery);
  const own = data?.find((session) => session.current);
  return { network: data ? (own?.network ?? null) : undefined, secondFactor: own?.second_factor };
}
