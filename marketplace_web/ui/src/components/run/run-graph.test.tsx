import { render, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { RunGraph, nodesOf } from "./run-graph";
import { IDLE, type RunState } from "./run-state";

const step = (id: string, state: "running" | "done") => ({ id, name: id, sigil: id, why: null, state, credits: null, usage: null, began: null, ended: null });
const during: RunState = { ...IDLE, phase: "running", steps: [step("summarize", "done"), step("translate", "running")] };

describe("the graph of a run", () => {
  it("has a node for each call, as it stands", () => {
    expect(nodesOf(during, "laelia").map(({ name, state }) => [name, state])).toEqual([["summarize", "done"], ["translate", "running"]]);
  });

  it("has the agent itself where it calls nobody, and nothing before a run", () => {
    expect(nodesOf({ ...IDLE, phase: "starting" }, "agt_1")).toMatchObject([{ sigil: "agt_1", state: "running" }]);
    expect(nodesOf({ ...IDLE, phase: "stopped" }, "agt_1")).toMatchObject([{ state: "failed" }]);
    expect(nodesOf(IDLE, "agt_1")).toEqual([]);
  });

  it("is a list to whoever cannot see it", () => {
    render(<RunGraph state={during} agentId="laelia" />);
    expect(screen.getAllByRole("listitem").map((item) => item.textContent)).toEqual(["summarizeDone", "translateWorking"]);
  });
});
