import { expect, it } from "vitest";
import { clean } from "@/components/filters";
import { minor, money, typed } from "./money";
import { nextRow } from "./rows";
import { read, worstOf } from "../moderation/findings";

it("goes through rows and stops at the ends", () => {
  expect([nextRow(-1, 1, 3), nextRow(0, 1, 3), nextRow(2, 1, 3), nextRow(0, -1, 3), nextRow(-1, -1, 3)]).toEqual([0, 1, 2, 0, 2]);
});

it("takes amounts as people type them, and none that is too much", () => {
  expect([minor("12.5", 5000), minor("12,50", 5000), minor("50", 5000), minor("50.01", 5000), minor("0", 5000), minor("1.005", 5000), minor("x", 5000)]).toEqual([1250, 1250, 5000, null, null, null, null]);
  expect(money({ amount: 123456, currency: "USD" })).toBe("$1,234.56");
  expect(typed(5000)).toBe("50.00");
});

it("leaves out of an address what asks for nothing", () => {
  expect(clean({ q: "", status: undefined, type: "team" })).toEqual({ type: "team" });
});

it("puts what is gravest first, and reads nothing that is no text", () => {
  const found = [{ check: "a", severity: "info", detail: "x" }, { check: "b", severity: "grave", detail: 7 }];
  expect(read(found)).toEqual([{ check: "b", severity: "grave", detail: "" }, { check: "a", severity: "info", detail: "x" }]);
  expect(worstOf(found)).toBe("grave");
  expect(worstOf([])).toBeUndefined();
});
