import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useReducer, useRef } from "react";
import { isProblem } from "@/api/problem";
import { streamRun, type Asked, type RunEvent } from "@/api/run-stream";
import { IDLE, reduceRun, type RunState } from "./run-state";

type Action = RunEvent | { name: "begin" } | { name: "stopped" } | { name: "clear" };

function reduce(state: RunState, action: Action): RunState {
  if (action.name === "begin") return { ...IDLE, phase: "starting" };
  if (action.name === "clear") return IDLE;
  if (action.name === "stopped") return { ...state, phase: "stopped" };
  return reduceRun(state, action as RunEvent);
}

/** One run at a time, watched from its first event to its last. */
export function useRun() {
  const [state, dispatch] = useReducer(reduce, IDLE);
  const going = useRef<AbortController | null>(null);
  const client = useQueryClient();

  const start = useCallback(async (asked: Omit<Asked, "signal">): Promise<RunState> => {
    going.current?.abort();
    const control = new AbortController();
    going.current = control;
    let latest: RunState = { ...IDLE, phase: "starting" };
    const see = (event: Action) => {
      latest = reduce(latest, event);
      dispatch(event);
    };
    dispatch({ name: "begin" });
    try {
      for await (const event of streamRun({ ...asked, signal: control.signal })) see(event);
    } catch (error) {
      if (control.signal.aborted) see({ name: "stopped" });
      else if (isProblem(error)) see({ name: "error", data: { code: error.code, detail: error.detail } });
      else see({ name: "error", data: { code: "offline", detail: "" } });
    }
    for (const key of ["runs", "credits", "usage"]) void client.invalidateQueries({ queryKey: [key] });
    return latest;
  }, [client]);

  const stop = useCallback(() => going.current?.abort(), []);
  const clear = useCallback(() => dispatch({ name: "clear" }), []);
  useEffect(() => () => going.current?.abort(), []);
  return { state, start, stop, clear };
}
