/** A run that is read rather than watched: the same state, made of its record and those of its children. */
import { UNFINISHED, type Run } from "@/api/runs";
import { IDLE, type RunState, type ToolStep } from "./run-state";

interface Told {
  agent_id: string;
  name: string;
  run_id: string;
  why: string | null;
  cost: { credits?: string };
}

/** The agents that the unified agent ran, as its answer tells them. */
export function toldIn(run: Run): Told[] {
  const steps = (run.output as { steps?: unknown } | null)?.steps;
  return Array.isArray(steps) ? steps.filter((one): one is Told => typeof (one as Told | null)?.run_id === "string" && typeof (one as Told).agent_id === "string") : [];
}

const time = (iso: string | null | undefined): number | null => (iso ? new Date(iso).getTime() : null);

/** `children` are the records of the runs that `toldIn` names, as far as they are known. */
export function stateOf(run: Run, children: ReadonlyMap<string, Run>): RunState {
  const phase = run.status === "succeeded" ? "done" : run.status === "cancelled" ? "stopped" : run.status === "input_required" ? "waiting" : UNFINISHED.includes(run.status) ? "running" : "failed";
  const steps = [...toldIn(run).map((one) => agentStep(one, children.get(one.run_id))), ...toolSteps(run)];
  return { ...IDLE, phase, runId: run.id, run, steps, began: time(run.created_at), ended: time(run.finished_at) };
}

function agentStep(one: Told, child: Run | undefined): ToolStep {
  return {
    id: one.run_id, name: one.name, sigil: one.agent_id, why: one.why, state: "done", credits: one.cost?.credits ?? null,
    usage: child?.usage ?? null, began: time(child?.created_at), ended: time(child?.finished_at),
  };
}

/** Tools are kept in the order in which they answered, and for how long they took, not from when. */
function toolSteps(run: Run): ToolStep[] {
  return run.attempts.flatMap((attempt, i) => (attempt.tool ? [{
    id: `tool ${i}`, name: attempt.tool, sigil: attempt.tool, why: null, state: attempt.error ? "failed" as const : "done" as const,
    credits: null, usage: null, began: null, ended: null,
  }] : []));
}

/** The unified agent answers with its steps beside the text; these stand apart from it. */
export function withoutSteps(output: unknown): unknown {
  if (output && typeof output === "object" && "steps" in output && "text" in output) return { text: output.text };
  return output;
}
