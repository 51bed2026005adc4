/** What pages showed, counted in batches; and what a person viewed, for them alone. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { call, type Answer, type Given } from "./client";

type Seen = Given<"POST /v1/discovery/events">["body"]["events"][number];
export type Wish = Answer<"GET /v1/discovery/preferences">;

const PAUSE_MS = 2000;
const MOST = 100;
const waiting: Seen[] = [];
const shown = new Set<string>();
let timer: ReturnType<typeof setTimeout> | undefined;

/** Whoever does not want to be tracked is not even asked about. */
function refuses(): boolean {
  const asked = navigator as Navigator & { globalPrivacyControl?: boolean };
  return asked.globalPrivacyControl === true || navigator.doNotTrack === "1";
}

function flush(): void {
  clearTimeout(timer);
  timer = undefined;
  while (waiting.length > 0) {
    // Nothing depends on it: what is not counted is not counted.
    call("POST /v1/discovery/events", { body: { events: waiting.splice(0, MOST) } }).catch(() => undefined);
  }
}

/** A listing that a page showed or opened; an impression counts once for a visit of the pages. */
export function tellSeen(event: Seen): void {
  if (refuses()) return;
  const key = `${event.kind} ${event.listing_id}`;
  if (event.kind === "impression" && shown.has(key)) return;
  shown.add(key);
  waiting.push(event);
  timer ??= setTimeout(flush, PAUSE_MS);
}

export const recentQuery = queryOptions({ queryKey: ["discovery", "recent"], queryFn: async ({ signal }) => (await call("GET /v1/discovery/recent", { signal })).data });

export const alikeQuery = queryOptions({ queryKey: ["discovery", "alike"], staleTime: 300_000, queryFn: async ({ signal }) => (await call("GET /v1/discovery/alike", { signal })).data });

export const wishQuery = queryOptions({ queryKey: ["discovery", "wish"], queryFn: ({ signal }) => call("GET /v1/discovery/preferences", { signal }) });

export function useWish() {
  const client = useQueryClient();
  return useMutation({ mutationFn: (wish: Wish) => call("PUT /v1/discovery/preferences", { body: wish }), onSuccess: () => client.invalidateQueries({ queryKey: ["discovery"] }) });
}

export function useForgetting() {
  const client = useQueryClient();
  return useMutation({ mutationFn: () => call("DELETE /v1/discovery/recent"), onSuccess: () => client.invalidateQueries({ queryKey: ["discovery", "recent"] }) });
}
