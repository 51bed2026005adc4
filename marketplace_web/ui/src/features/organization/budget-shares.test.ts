import { describe, expect, it } from "vitest";
import { sharesOf, toneOf } from "./budget-shares";

describe("how much of a budget is used", () => {
  it("is what was spent, what is set aside and what is left", () => {
    expect(sharesOf({ amount: "50", used: "20", held: "5" })).toEqual({ used: 40, held: 10, left: 25 });
    expect(sharesOf({ amount: "10", used: "12.5", held: "1" })).toEqual({ used: 100, held: 0, left: 0 });
    expect(sharesOf({ amount: "0", used: "0", held: "0" })).toEqual({ used: 100, held: 0, left: 0 });
  });
  it("warns before it stops", () => {
    expect(toneOf({ used: 40, held: 0 })).toBe("fern");
    expect(toneOf({ used: 70, held: 10 })).toBe("pollen");
    expect(toneOf({ used: 100, held: 0 })).toBe("ember");
  });
});
