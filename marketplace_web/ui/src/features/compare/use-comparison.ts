import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useReducer, useRef } from "react";
import { choose, streamComparison, type Comparison, type Work } from "@/api/comparisons";
import { isProblem } from "@/api/problem";
import type { RunEvent } from "@/api/run-stream";
import { sayProblem } from "@/ui/toast";
import { IDLE, reduceComparison, type ComparisonState } from "./comparison-state";

type Action = RunEvent | { name: "begin" } | { name: "decided"; whole: Comparison };

function reduce(state: ComparisonState, action: Action): ComparisonState {
  if (action.name === "begin") return { ...IDLE, phase: "running" };
  if ("whole" in action) return { ...state, whole: action.whole };
  return reduceComparison(state, action as RunEvent);
}

/** One comparison at a time, from its start to the choice. */
export function useComparison() {
  const [state, dispatch] = useReducer(reduce, IDLE);
  const going = useRef<AbortController | null>(null);
  const client = useQueryClient();

  const start = useCallback(async (work: Work) => {
    going.current?.abort();
    const control = new AbortController();
    going.current = control;
    dispatch({ name: "begin" });
    try {
      for await (const event of streamComparison(work, control.signal)) dispatch(event);
    } catch (error) {
      const code = control.signal.aborted ? "stopped" : isProblem(error) ? error.code : "offline";
      dispatch({ name: "failed", data: { code, detail: isProblem(error) ? error.detail : "" } });
    }
    for (const key of ["runs", "credits", "usage", "comparisons", "agent"]) void client.invalidateQueries({ queryKey: [key] });
  }, [client]);

  const decide = useCallback(async (label: string | null) => {
    if (!state.id) return;
    try {
      dispatch({ name: "decided", whole: await choose(state.id, label) });
      void client.invalidateQueries({ queryKey: ["comparisons"] });
    } catch (error) {
      sayProblem(error);
    }
  }, [client, state.id]);

  const stop = useCallback(() => going.current?.abort(), []);
  useEffect(() => () => going.current?.abort(), []);
  return { state, start, stop, decide };
}
