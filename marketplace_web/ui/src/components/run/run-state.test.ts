import { describe, expect, it } from "vitest";
import { LIP } from "@/brand/bloom/anatomy";
import { IDLE, petalsOf, reduceRun, type RunState } from "./run-state";

const play = (events: [string, Record<string, unknown>][]): RunState => events.reduce((state, [name, data]) => reduceRun(state, { name, data }), IDLE);

const CALLED: [string, Record<string, unknown>] = ["tool.called", { id: "run_2", name: "summarize", agent_id: "agt_1", why: "It is nearest." }];

describe("a run that is watched", () => {
  it("gathers its text and its steps", () => {
    const state = play([["run.started", { id: "run_1" }], CALLED, ["output.delta", { text: "Sales " }], ["output.delta", { text: "rose." }], ["tool.returned", { id: "run_2", status: "succeeded", cost: { credits: "0.1" } }]]);
    expect(state).toMatchObject({ phase: "running", runId: "run_1", text: "Sales rose." });
    expect(state.steps).toEqual([{ id: "run_2", name: "summarize", sigil: "agt_1", why: "It is nearest.", state: "done", credits: "0.1" }]);
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
