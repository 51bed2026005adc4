import { useEffect, useReducer } from "react";
import { pause } from "@/lib/pause";
import { send } from "./client";
import { eventsOf, type RunEvent } from "./run-stream";
import { UNFINISHED, type Run } from "./runs";

/** A run as the stream of live runs tells of it: without what went in and what came out. */
export type LiveRun = Pick<Run, "id" | "agent_id" | "status" | "created_at" | "finished_at" | "model" | "outcome" | "cost">;

const AT_MOST = 100;
// The hub ends the stream within a minute, so that it outlives nobody's rights.
const AGAIN_MS = 200;
const AFTER_FAULT_MS = [1000, 3000, 10_000, 30_000];

/** Those under way before those that have ended; of each the newest first. */
function ordered(runs: readonly LiveRun[]): LiveRun[] {
  const waiting = (run: LiveRun) => Number(!UNFINISHED.includes(run.status));
  return runs.toSorted((one, other) => waiting(one) - waiting(other) || (one.id < other.id ? 1 : -1)).slice(0, AT_MOST);
}

/** What is known once `event` has come; null before the first list. */
export function foldLive(known: readonly LiveRun[] | null, event: RunEvent): readonly LiveRun[] | null {
  if (event.name === "runs.latest") return ordered(event.data.data as LiveRun[]);
  if (event.name !== "run.changed") return known;
  const changed = event.data as unknown as LiveRun;
  return ordered([changed, ...(known ?? []).filter((run) => run.id !== changed.id)]);
}

/** The runs that the reader may see, as they begin and end; null until the hub has told of them. */
export function useLiveRuns(): readonly LiveRun[] | null {
  const [runs, fold] = useReducer(foldLive, null);
  useEffect(() => {
    let looking = new AbortController();
    // A browser has six connections to a hub, for all its tabs: one that nobody looks at takes none.
    const see = () => {
      looking.abort();
      looking = new AbortController();
      if (!document.hidden) void follow(fold, looking.signal);
    };
    see();
    document.addEventListener("visibilitychange", see);
    return () => {
      document.removeEventListener("visibilitychange", see);
      looking.abort();
    };
  }, []);
  return runs;
}

async function follow(told: (event: RunEvent) => void, signal: AbortSignal): Promise<void> {
  let faults = 0;
  while (!signal.aborted) {
    try {
      const stream = await send("GET /v1/runs/live", { headers: { accept: "text/event-stream" }, signal });
      for await (const event of eventsOf(stream)) {
        if (event.name === "error") throw new Error("ended by the hub");
        faults = 0;
        told(event);
      }
      await pause(AGAIN_MS, signal);
    } catch {
      // What was shown stays; the page's other calls say what is wrong.
      if (!signal.aborted) await pause(AFTER_FAULT_MS[faults++] ?? 60_000, signal);
    }
  }
}
