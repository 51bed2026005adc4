/** A run as it is watched: a pure function of its events, so that it can be tested and replayed. */
import type { Run } from "@/api/runs";
import type { RunEvent } from "@/api/run-stream";
import { LIP, SEATS } from "@/brand/bloom/anatomy";

export interface ToolStep {
  id: string;
  name: string;
  /** Whose flower it has: an agent that was called, or the tool's own name. */
  sigil: string;
  why: string | null;
  state: "running" | "done" | "failed";
  credits: string | null;
  /** Where its end tells them. */
  usage: Tokens | null;
  /** Milliseconds since 1970; null where nobody has told. */
  began: number | null;
  ended: number | null;
}

export interface Tokens {
  input_tokens?: number;
  output_tokens?: number;
}

/** Why it did not work out, and what else the hub tells of that. */
export interface Fault {
  code: string;
  detail: string;
  required_credits?: string;
  available_credits?: string;
}

/** What was asked, as it can be sent once more. */
export interface Again {
  input: unknown;
  /** All that the page needs for that, as plain data: it may be another one by then. */
  given: unknown;
  send: () => void;
}

export interface RunState {
  phase: "idle" | "starting" | "running" | "waiting" | "done" | "failed" | "stopped";
  runId: string | null;
  text: string;
  steps: ToolStep[];
  run: Run | null;
  error: Fault | null;
  began: number | null;
  ended: number | null;
}

export const IDLE: RunState = { phase: "idle", runId: null, text: "", steps: [], run: null, error: null, began: null, ended: null };

const word = (data: Record<string, unknown>, key: string): string => (typeof data[key] === "string" ? (data[key] as string) : "");

export const faultOf = (told: object): Fault => ({ code: "", detail: "", ...told });

export function reduceRun(state: RunState, { name, data, at = null }: Omit<RunEvent, "at"> & { at?: number | null }): RunState {
  switch (name) {
    case "run.started":
      return { ...state, phase: "running", runId: word(data, "id"), began: state.began ?? at };
    case "output.delta":
      return { ...state, phase: "running", text: state.text + word(data, "text") };
    case "tool.called":
      return { ...state, phase: "running", steps: [...state.steps, stepOf(data, at)] };
    case "tool.returned":
      return { ...state, steps: state.steps.map((step) => (step.id === stepId(data) ? returned(step, data, at) : step)) };
    case "run.input_required":
      return { ...state, phase: "waiting" };
    case "error":
      return { ...state, phase: "failed", error: faultOf(data), ended: at, steps: state.steps.map((step) => broken(step, at)) };
    case "run.finished":
      return finished(state, data as unknown as Run, at);
    default:
      return state;
  }
}

function finished(state: RunState, run: Run, at: number | null): RunState {
  const phase = run.status === "succeeded" ? "done" : run.status === "cancelled" ? "stopped" : "failed";
  const error = run.error ? faultOf(run.error) : state.error;
  return { ...state, phase, run, runId: run.id, error, ended: at, steps: phase === "done" ? state.steps : state.steps.map((step) => broken(step, at)) };
}

const stepId = (data: Record<string, unknown>): string => word(data, "id") || word(data, "node") || word(data, "tool");

function stepOf(data: Record<string, unknown>, began: number | null): ToolStep {
  const name = word(data, "name") || word(data, "tool") || word(data, "node");
  return { id: stepId(data), name, sigil: word(data, "agent_id") || name, why: word(data, "why") || null, state: "running", credits: null, usage: null, began, ended: null };
}

function returned(step: ToolStep, data: Record<string, unknown>, ended: number | null): ToolStep {
  const cost = data.cost as { credits?: string } | undefined;
  const failed = "error" in data || (typeof data.status === "string" && data.status !== "succeeded");
  return { ...step, state: failed ? "failed" : "done", credits: cost?.credits ?? null, usage: (data.usage as Tokens | undefined) ?? null, ended };
}

const broken = (step: ToolStep, at: number | null): ToolStep => (step.state === "running" ? { ...step, state: "failed", ended: at } : step);

/** What the run has cost so far; null while nothing has told. */
export function creditsSoFar({ run, steps }: RunState): string | null {
  if (run) return run.cost.credits ?? "0";
  const told = steps.flatMap((step) => (step.credits === null ? [] : [Number(step.credits)]));
  return told.length > 0 ? String(told.reduce((sum, one) => sum + one, 0)) : null;
}

export function tokensSoFar({ run, steps }: RunState): Required<Tokens> | null {
  const told = run ? [run.usage] : steps.flatMap((step) => step.usage ?? []);
  if (told.length === 0) return null;
  const sum = (key: keyof Tokens) => told.reduce((all, one) => all + (one[key] ?? 0), 0);
  return { input_tokens: sum("input_tokens"), output_tokens: sum("output_tokens") };
}

const RESTING = 0.16;

/**
 * How busy each blade of the bloom is. Steps sit on petals in their order; a run without steps is
 * one agent's, which the upper petal stands for. The lip lights when the work is done.
 */
export function petalsOf(state: RunState): number[] {
  const busy: number[] = Array.from({ length: LIP + 1 }, () => 0);
  const working = state.phase === "running" || state.phase === "starting";
  if (state.steps.length === 0 && (working || state.phase === "done")) busy[0] = working ? 1 : RESTING;
  state.steps.forEach((step, i) => {
    const seat = SEATS[i % SEATS.length] ?? 0;
    busy[seat] = Math.max(busy[seat] ?? 0, step.state === "running" ? 1 : RESTING);
  });
  if (state.phase === "done") busy[LIP] = 1;
  return busy;
}
