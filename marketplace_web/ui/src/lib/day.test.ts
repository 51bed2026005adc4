import { expect, it } from "vitest";
import { dayOf, endOf, today } from "./day";

it("turns a day that was chosen into its end, and a moment into its day", () => {
  expect(endOf("2026-12-31")).toBe("2026-12-31T23:59:59.000Z");
  expect(endOf("")).toBeNull();
  expect(endOf(null)).toBeNull();
  expect(dayOf("2026-12-31T23:59:59Z")).toBe("2026-12-31");
  expect(dayOf(null)).toBe("");
  expect(today(Date.UTC(2026, 10, 29, 6))).toBe("2026-11-29");
});
