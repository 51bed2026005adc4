import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useReducer, useRef, useState } from "react";
import { choose, streamComparison, type Work } from "@/api/comparisons";
import { isProblem } from "@/api/problem";
import type { RunEvent } from "@/api/run-stream";
import { forgetWork } from "@/lib/kept-work";
import { sayProblem } from "@/ui/toast";
import { IDLE, reduceComparison, type ComparisonState, type Whole } from "./comparison-state";
import { streamVisit } from "./visiting";

type Action = RunEvent | { name: "begin" } | { name: "decided"; whole: Whole };

function reduce(state: ComparisonState, action: Action): ComparisonState {
  if (action.name === "begin") return { ...IDLE, phase: "running" };
  if ("whole" in action) return { ...state, whole: action.whole };
  return reduceComparison(state, action as RunEvent);
}

/** One comparison at a time, from its start to the choice. A guest's is kept by nobody. */
export function useComparison(guest: boolean) {
  const [state, dispatch] = useReducer(reduce, IDLE);
  const [work, setWork] = useState<Work>();
  const going = useRef<AbortController | null>(null);
  const client = useQueryClient();

  const start = useCallback(async (begun: Work) => {
    forgetWork();
    setWork(begun);
    going.current?.abort();
    const control = new AbortController();
    going.current = control;
    dispatch({ name: "begin" });
    try {
      const events = guest ? streamVisit(begun, control.signal) : streamComparison(begun, control.signal);
      for await (const event of events) dispatch(event);
    } catch (error) {
      const told = isProblem(error) ? { ...error.fields, code: error.code, detail: error.detail } : { code: "offline", detail: "" };
      dispatch({ name: "failed", data: control.signal.aborted ? { code: "stopped", detail: "" } : told });
    }
    for (const key of ["runs", "credits", "usage", "comparisons", "agent"]) void client.invalidateQueries({ queryKey: [key] });
  }, [client, guest]);

  const decide = useCallback(async (label: string | null) => {
    if (!state.id) return;
    if (guest) {
      if (state.whole) dispatch({ name: "decided", whole: { ...state.whole, status: "decided", choice: label } });
      return;
    }
    try {
      dispatch({ name: "decided", whole: await choose(state.id, label) });
      void client.invalidateQueries({ queryKey: ["comparisons"] });
    } catch (error) {
      sayProblem(error);
    }
  }, [client, guest, state.id, state.whole]);

  const stop = useCallback(() => going.current?.abort(), []);
  useEffect(() => () => going.current?.abort(), []);
  return { state, work, start, stop, decide };
}
