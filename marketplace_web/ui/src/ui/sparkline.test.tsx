import { render } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { Sparkline, pointsOf } from "./sparkline";

describe("a line beside a number", () => {
  it("is highest at the most, and lowest at nothing", () => {
    const [nothing, half, most] = pointsOf([0, 2, 4]).map(([, y]) => y);
    expect(nothing).toBeGreaterThan(half ?? 0);
    expect(half).toBeGreaterThan(most ?? 0);
  });

  it("is left out where there is no line to draw", () => {
    expect(render(<Sparkline values={[0, 0, 0]} color="red" />).container.innerHTML).toBe("");
    expect(render(<Sparkline values={[4]} color="red" />).container.innerHTML).toBe("");
  });
});
