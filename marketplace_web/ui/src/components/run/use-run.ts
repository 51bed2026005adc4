import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useReducer, useRef } from "react";
import { isProblem } from "@/api/problem";
import { streamRun, type Asked, type RunEvent } from "@/api/run-stream";
import { forgetWork } from "@/lib/kept-work";
import { IDLE, reduceRun, type RunState } from "./run-state";

type Action = RunEvent | { name: "begin"; at: number } | { name: "stopped"; at: number } | { name: "clear" };

function reduce(state: RunState, action: Action): RunState {
  if (action.name === "clear") return IDLE;
  if (action.name === "begin") return { ...IDLE, phase: "starting", began: action.at ?? null };
  if (action.name === "stopped") return { ...state, phase: "stopped", ended: action.at ?? null };
  return reduceRun(state, action as RunEvent);
}

/** One run at a time, watched from its first event to its last. */
export function useRun() {
  const [state, dispatch] = useReducer(reduce, IDLE);
  const going = useRef<AbortController | null>(null);
  const client = useQueryClient();

  const start = useCallback(async (asked: Omit<Asked, "signal">): Promise<RunState> => {
    forgetWork();
    going.current?.abort();
    const control = new AbortController();
    going.current = control;
    let latest: RunState = IDLE;
    const see = (event: Action) => {
      latest = reduce(latest, event);
      dispatch(event);
    };
    see({ name: "begin", at: Date.now() });
    try {
      for await (const event of streamRun({ ...asked, signal: control.signal })) see(event);
    } catch (error) {
      if (control.signal.aborted) see({ name: "stopped", at: Date.now() });
      else if (isProblem(error)) see({ name: "error", data: { ...error.fields, code: error.code, detail: error.detail }, at: Date.now() });
      else see({ name: "error", data: { code: "offline", detail: "" }, at: Date.now() });
    }
    for (const key of ["runs", "credits", "usage", ...(latest.error?.code === "maintenance" ? ["session"] : [])]) void client.invalidateQueries({ queryKey: [key] });
    return latest;
  }, [client]);

  const stop = useCallback(() => going.current?.abort(), []);
  const clear = useCallback(() => dispatch({ name: "clear" }), []);
  useEffect(() => () => going.current?.abort(), []);
  return { state, start, stop, clear };
}
