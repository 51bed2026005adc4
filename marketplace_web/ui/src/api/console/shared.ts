import { infiniteQueryOptions, useMutation, useQueryClient, type QueryKey } from "@tanstack/react-query";
import { call, type Answer, type Given } from "../client";
import type { Operations } from "../schema";

type Name = keyof Operations;
interface Page { data: readonly unknown[]; next_cursor: string | null }
type Listing = { [N in Name]: Answer<N> extends Page ? N : never }[Name];

const PAGE = 25;

/** What the console lists, page by page. `what` tells one selection from another. */
export function listed<N extends Listing>(name: N, what: object, given: object = {}) {
  return infiniteQueryOptions({
    queryKey: ["console", name, what, given] as QueryKey,
    initialPageParam: "",
    queryFn: async ({ pageParam, signal }) => {
      const query = { limit: PAGE, ...what, cursor: pageParam || null };
      return (await call(name, { ...given, query, signal } as never)) as Answer<N> & Page;
    },
    getNextPageParam: (last: Page) => last.next_cursor ?? undefined,
  });
}

/** One act of an administrator: afterwards all that the console shows is asked for again. */
export function useAct<N extends Name>(name: N) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (given: Given<N>) => call(name, given as never),
    onSuccess: () => client.invalidateQueries({ queryKey: ["console"] }),
  });
}

/** A key under which a repeated request is the same request. */
export const onceKey = (): Record<string, string> => ({ "idempotency-key": crypto.randomUUID() });
