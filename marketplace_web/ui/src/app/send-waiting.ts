import type { QueryClient } from "@tanstack/react-query";
import { call } from "@/api/client";
import { isProblem, type Problem } from "@/api/problem";
import { sessionQuery } from "@/api/session";
import { keepOnlyOf, takeBack, waitingOf, type Waiting } from "@/api/waiting";

interface Sent {
  sent: Waiting[];
  /** What the hub will not take, and why: it waits no longer. */
  refused: { deed: Waiting; problem: Problem }[];
}

const TOO_MANY = 429;
const BROKEN = 500;

/** Whether the same may be taken later. */
const mayPass = ({ status }: Problem): boolean => status === 0 || status === 401 || status === TOO_MANY || status >= BROKEN;

/** Sends what waits, in the order in which it was done, to whom it belongs; one window at a time. */
export async function sendWaiting(client: QueryClient): Promise<Sent> {
  const none: Sent = { sent: [], refused: [] };
  // Without locks two windows may send the same: it has the same key, and counts once.
  if (!("locks" in navigator)) return sendAll(client);
  return navigator.locks.request("laelia-waiting", { ifAvailable: true }, (lock) => (lock ? sendAll(client) : none));
}

async function sendAll(client: QueryClient): Promise<Sent> {
  const told: Sent = { sent: [], refused: [] };
  try {
    const me = await client.fetchQuery({ ...sessionQuery, staleTime: 0, retry: false });
    if (!me) return told;
    keepOnlyOf(me.user.id);
    for (const deed of waitingOf(me.user.id)) {
      const problem = await refusalOf(client, deed);
      if (problem) told.refused.push({ deed, problem });
      else told.sent.push(deed);
      takeBack(deed.id);
    }
  } catch (error) {
    if (!isProblem(error)) throw error;
  }
  return told;
}

/** Null once the hub has it. Throws what may pass. */
async function refusalOf(client: QueryClient, deed: Waiting): Promise<Problem | null> {
  const headers = { "idempotency-key": deed.id };
  try {
    if (deed.kind === "read") {
      await call("POST /v1/notifications/{notification_id}/read", { path: { notification_id: deed.of }, headers });
      await client.invalidateQueries({ queryKey: ["notifications"] });
    } else {
      const run = await call("POST /v1/runs/{run_id}/outcome", { path: { run_id: deed.of }, body: { happy: deed.happy, reason: deed.reason }, headers });
      client.setQueryData(["run", deed.of], run);
      await client.invalidateQueries({ queryKey: ["runs"] });
    }
    return null;
  } catch (error) {
    if (!isProblem(error) || mayPass(error)) throw error;
    return error;
  }
}
