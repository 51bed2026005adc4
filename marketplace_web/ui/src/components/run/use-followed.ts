import { useQueries, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useEffect, useReducer } from "react";
import { isProblem } from "@/api/problem";
import { followRun, type RunEvent } from "@/api/run-stream";
import { runQuery, UNFINISHED, type Run } from "@/api/runs";
import { pause } from "@/lib/pause";
import { IDLE, reduceRun, type RunState } from "./run-state";
import { stateOf, toldIn } from "./run-record";

const AGAIN_MS = [500, 1000, 2000, 5000];
const CHANGES: readonly string[] = ["run.started", "run.input_required", "run.input_given"];

/** Follows a run to its end, and takes the stream up again where it breaks; a refusal ends it. */
async function follow(id: string, signal: AbortSignal, client: QueryClient, see: (event: RunEvent) => void): Promise<void> {
  for (let failures = 0; !signal.aborted; failures += 1) {
    try {
      for await (const event of followRun(id, signal)) {
        failures = 0;
        if (event.name === "run.finished") return void client.setQueryData(["run", id], event.data);
        if (CHANGES.includes(event.name)) void client.invalidateQueries({ queryKey: ["run", id] });
        see(event);
      }
    } catch (error) {
      if (!signal.aborted && isProblem(error) && error.status >= 400 && error.status < 500 && error.status !== 429) return void client.invalidateQueries({ queryKey: ["run", id] });
    }
    await pause(AGAIN_MS[Math.min(failures, AGAIN_MS.length - 1)] ?? 0, signal);
  }
}

/** A run of which there is a record: by its events while it is under way, by its record once it is over. */
export function useFollowed(run: Run): RunState {
  const client = useQueryClient();
  const [heard, see] = useReducer(reduceRun, IDLE);
  const open = UNFINISHED.includes(run.status);
  useEffect(() => {
    if (!open) return;
    const control = new AbortController();
    void follow(run.id, control.signal, client, see);
    return () => control.abort();
  }, [run.id, open, client]);
  const ids = open ? [] : toldIn(run).map((one) => one.run_id);
  const children = useQueries({ queries: ids.map((id) => runQuery(id)) });
  const known = new Map<string, Run>(children.flatMap(({ data }) => (data ? [[data.id, data] as const] : [])));
  const record = stateOf(run, known);
  return open ? { ...record, text: heard.text, steps: heard.steps, run: null } : record;
}
