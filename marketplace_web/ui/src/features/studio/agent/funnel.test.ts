import { describe, expect, it } from "vitest";
import { asideOf, stepsOf } from "./funnel";

describe("the way from seen to bought", () => {
  it("compares each step with the largest and with the one before", () => {
    const steps = stepsOf({ impression: 400, view: 100, try: 25, enable: 10 });
    expect(steps.map((step) => step.share)).toEqual([1, 0.25, 0.0625, 0.025, 0]);
    expect(steps.map((step) => step.kept)).toEqual([null, 0.25, 0.25, 0.4, 0]);
  });

  it("claims no part of a step that is smaller than what came of it", () => {
    const steps = stepsOf({ impression: 10, view: 40, enable: 5 });
    expect(steps[0]?.share).toBe(0.25);
    expect(steps[1]).toMatchObject({ share: 1, kept: null });
    expect(steps[3]).toMatchObject({ count: 5, kept: null });
  });

  it("leaves out what did not happen beside the way", () => {
    expect(asideOf({ compare: 12, choice: 0, review: 5, impression: 9 })).toEqual([["compare", 12], ["review", 5]]);
  });
});
