import { describe, expect, it } from "vitest";
import { minorUnits, money, typedAmount } from "./amounts";

describe("money", () => {
  it("is shown in its currency", () => {
    expect(money(1999, "USD")).toBe("$19.99");
    expect(money("-500", "EUR")).toBe("−€5.00");
  });

  it.each([["19.99", 1999], ["19,9", 1990], [" 7 ", 700], ["0", 0]])("is read as it is typed: %s", (typed, minor) => {
    expect(minorUnits(typed)).toBe(minor);
  });

  it.each(["", "1.999", "-3", "1e5", "five"])("is not read from what is none: %s", (typed) => {
    expect(minorUnits(typed)).toBeNull();
  });

  it("goes back into a field as it came", () => {
    expect(minorUnits(typedAmount(1205))).toBe(1205);
  });
});
