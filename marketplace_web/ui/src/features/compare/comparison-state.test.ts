import { describe, expect, it } from "vitest";
import { IDLE, reduceComparison } from "./comparison-state";

const play = (events: [string, Record<string, unknown>][]) => events.reduce((state, [name, data]) => reduceComparison(state, { name, data }), IDLE);

describe("a comparison that is watched", () => {
  it("keeps what each says under its label, and knows nobody while it is blind", () => {
    const state = play([
      ["comparison.started", { id: "cmp_1", blind: true, entrants: [{ label: "A" }, { label: "B" }] }],
      ["run.started", { label: "B" }],
      ["output.delta", { label: "B", text: "Hel" }],
      ["output.delta", { label: "B", text: "lo" }],
      ["error", { label: "A", code: "tries_used_up", detail: "x" }],
      ["run.finished", { label: "B", status: "succeeded", output: { text: "Hello" }, duration_ms: 12 }],
    ]);
    const [a, b] = state.columns;
    expect(a).toMatchObject({ agentId: null, phase: "failed", error: { code: "tries_used_up" } });
    expect(b).toMatchObject({ agentId: null, phase: "done", text: "Hello", milliseconds: 12, credits: null });
    expect(state.phase).toBe("running");
  });

  it("ends with the whole of it", () => {
    const state = play([
      ["comparison.started", { id: "cmp_1", blind: false, entrants: [{ label: "A", agent_id: "agt_1", tried: true }] }],
      ["comparison.finished", { id: "cmp_1" }],
    ]);
    expect(state).toMatchObject({ phase: "finished", whole: { id: "cmp_1" }, columns: [{ agentId: "agt_1", tried: true }] });
  });
});
