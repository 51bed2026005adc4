/** A comparison as it is watched: a pure function of its events. */
import type { Comparison } from "@/api/comparisons";
import type { RunEvent } from "@/api/run-stream";
import { faultOf, type Fault } from "@/components/run/run-state";

export interface Column {
  label: string;
  /** Null while nobody may know. */
  agentId: string | null;
  model: string | null;
  tried: boolean;
  phase: "starting" | "running" | "done" | "failed";
  text: string;
  output: unknown;
  credits: string | null;
  milliseconds: number | null;
  error: Fault | null;
}

/** Who was who, and what was chosen: as much of a comparison as is shown once it is over. */
export type Whole = Pick<Comparison, "status" | "choice"> & { entrants: readonly (Pick<Comparison["entrants"][number], "label" | "agent_id" | "model" | "tried" | "credits"> & Partial<Pick<Comparison["entrants"][number], "run_id">>)[] };

export interface ComparisonState {
  phase: "idle" | "running" | "finished" | "failed";
  id: string | null;
  blind: boolean;
  columns: readonly Column[];
  /** The whole of it, once all have answered. */
  whole: Whole | null;
  error: Fault | null;
}

export const IDLE: ComparisonState = { phase: "idle", id: null, blind: false, columns: [], whole: null, error: null };

interface Started {
  id: string;
  blind: boolean;
  entrants: { label: string; agent_id?: string; model?: string | null; tried?: boolean }[];
}

const word = (data: Record<string, unknown>, key: string): string => (typeof data[key] === "string" ? (data[key] as string) : "");

export function reduceComparison(state: ComparisonState, { name, data }: RunEvent): ComparisonState {
  if (name === "comparison.started") return started(data as unknown as Started);
  if (name === "comparison.finished") return { ...state, phase: "finished", whole: data as unknown as Whole };
  if (name === "failed") return { ...state, phase: "failed", error: faultOf(data) };
  const label = word(data, "label");
  return { ...state, columns: state.columns.map((one) => (one.label === label ? next(one, name, data) : one)) };
}

function started({ id, blind, entrants }: Started): ComparisonState {
  const columns = entrants.map<Column>((one) => ({
    label: one.label, agentId: one.agent_id ?? null, model: one.model ?? null, tried: one.tried === true,
    phase: "starting", text: "", output: null, credits: null, milliseconds: null, error: null,
  }));
  return { ...IDLE, phase: "running", id, blind, columns };
}

function next(column: Column, name: string, data: Record<string, unknown>): Column {
  switch (name) {
    case "run.started":
      return { ...column, phase: "running" };
    case "output.delta":
      return { ...column, phase: "running", text: column.text + word(data, "text") };
    case "error":
      return { ...column, phase: "failed", error: faultOf(data) };
    case "run.finished": {
      const cost = data.cost as { credits?: string } | undefined;
      const phase = data.status === "succeeded" ? "done" : "failed";
      const milliseconds = typeof data.duration_ms === "number" ? data.duration_ms : null;
      return { ...column, phase, output: data.output, credits: cost?.credits ?? null, milliseconds, model: word(data, "model") || column.model };
    }
    default:
      return column;
  }
}
