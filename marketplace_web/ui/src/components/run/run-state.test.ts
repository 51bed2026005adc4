import { describe, expect, it } from "vitest";
import { LIP } from "@/brand/bloom/anatomy";
import { barOf } from "./run-bars";
import { creditsSoFar, IDLE, petalsOf, reduceRun, tokensSoFar, type RunState } from "./run-state";

const play = (events: [string, Record<string, unknown>][]): RunState => events.reduce((state, [name, data]) => reduceRun(state, { name, data }), IDLE);

const CALLED: [string, Record<string, unknown>] = ["tool.called", { id: "run_2", name: "summarize", agent_id: "agt_1", why: "It is nearest." }];

describe("a run that is watched", () => {
  it("gathers its text and its steps", () => {
    const state = play([["run.started", { id: "run_1" }], CALLED, ["output.delta", { text: "Sales " }], ["output.delta", { text: "rose." }], ["tool.returned", { id: "run_2", status: "succeeded", cost: { credits: "0.1" } }]]);
    expect(state).toMatchObject({ phase: "running", runId: "run_1", text: "Sales rose." });
    expect(state.steps).toEqual([{ id: "run_2", name: "summarize", sigil: "agt_1", why: "It is nearest.", state: "done", credits: "0.1", usage: null, began: null, ended: null }]);
  });

  it("ends as the hub says that it ended", () => {
    expect(play([["run.finished", { id: "run_1", status: "succeeded" }]]).phase).toBe("done");
    expect(play([["run.finished", { id: "run_1", status: "cancelled" }]]).phase).toBe("stopped");
    const failed = play([CALLED, ["error", { code: "provider_failed", detail: "No answer." }]]);
    expect(failed).toMatchObject({ phase: "failed", error: { code: "provider_failed" } });
    expect(failed.steps[0]?.state).toBe("failed");
  });

  it("ignores events that it does not know", () => {
    expect(reduceRun(IDLE, { name: "ping", data: {} })).toBe(IDLE);
  });
});

const timed = ([name, data]: [string, Record<string, unknown>], at: number) => ({ name, data, at });
const returned = (credits: string): [string, Record<string, unknown>] => ["tool.returned", { id: "run_2", status: "succeeded", cost: { credits }, usage: { input_tokens: 20, output_tokens: 5 } }];

describe("the figures of a run", () => {
  const state = [timed(["run.started", { id: "run_1" }], 1000), timed(CALLED, 1500), timed(returned("0.1"), 2500)].reduce(reduceRun, IDLE);

  it("are told while it works, as far as its steps have told", () => {
    expect([creditsSoFar(IDLE), tokensSoFar(IDLE)]).toEqual([null, null]);
    expect(creditsSoFar(state)).toBe("0.1");
    expect(tokensSoFar(state)).toEqual({ input_tokens: 20, output_tokens: 5 });
  });

  it("are the run's own once it has ended", () => {
    const ended = reduceRun(state, { name: "run.finished", data: { id: "run_1", status: "succeeded", cost: { credits: "0.3" }, usage: { input_tokens: 40, output_tokens: 8 } }, at: 3000 });
    expect(creditsSoFar(ended)).toBe("0.3");
    expect(tokensSoFar(ended)).toEqual({ input_tokens: 40, output_tokens: 8 });
    expect([ended.began, ended.ended]).toEqual([1000, 3000]);
  });

  it("have a bar for each step, where it stood in the whole", () => {
    const [step] = state.steps;
    expect(step && barOf(step, 1000, 3000)).toEqual({ from: 25, width: 50 });
    expect(step && barOf({ ...step, ended: null }, 1000, 3000)).toEqual({ from: 25, width: 75 });
    expect(step && barOf({ ...step, began: null }, 1000, 3000)).toBeNull();
  });
});

describe("the petals of a run", () => {
  it("light while their agent works and the lip when all is done", () => {
    const working = petalsOf(play([["run.started", { id: "run_1" }], CALLED]));
    expect(working.filter((busy) => busy === 1)).toHaveLength(1);
    const done = petalsOf(play([CALLED, ["tool.returned", { id: "run_2", status: "succeeded" }], ["run.finished", { id: "run_1", status: "succeeded" }]]));
    expect(done[LIP]).toBe(1);
    expect(done.slice(0, LIP).every((busy) => busy < 1)).toBe(true);
  });

  it("rest while nothing runs", () => {
    expect(petalsOf(IDLE).every((busy) => busy === 0)).toBe(true);
  });
});
