import { expect, it } from "vitest";
import { codeOf, emptyCode, isOver, limitsOf, offOf, worksFor } from "./codes";

const CODE = { id: "dsc_1", code: "SPRING", percent_off: "20.00", amount_off: null, duration: "once", months: null, product_ids: [], max_redemptions: 50, max_per_buyer: 1, redeemed: 3, status: "active", expires_at: null, created_at: "2026-11-01T00:00:00Z" } as const;

it("makes of what was typed what the hub takes", () => {
  const { body } = codeOf({ ...emptyCode, code: " spring ", off: "12,5 %", product: "prd_1", most: "50", each: "2", until: "2026-12-31" });
  expect(body).toEqual({ code: "spring", percent_off: "12.5", amount_off: null, duration: "once", months: null, product_ids: ["prd_1"], max_redemptions: 50, max_per_buyer: 2, expires_at: "2026-12-31T23:59:59.000Z" });
  expect(codeOf({ ...emptyCode, code: "five", kind: "amount", off: "5", duration: "repeating", each: "" }).body).toMatchObject({ amount_off: { amount: 500, currency: "USD" }, percent_off: null, months: 3, max_per_buyer: null });
});

it("says what is wrong with what was typed", () => {
  const { body, faults } = codeOf({ ...emptyCode, code: "x1", off: "101", duration: "repeating", months: "", most: "0", each: "many" });
  expect(body).toBeNull();
  expect(Object.keys(faults).toSorted()).toEqual(["each", "months", "most", "off"]);
  expect(codeOf({ ...emptyCode, kind: "amount", off: "0" }).faults.off).toMatch(/such as 5/);
});

it("tells a code in a line", () => {
  expect(offOf({ ...CODE, product_ids: [] })).toBe("20% off the first payment");
  expect(limitsOf({ ...CODE, product_ids: [] })).toBe("used 3 of 50 times, once for each buyer");
  expect(offOf({ ...CODE, product_ids: [], percent_off: null, amount_off: { amount: 499, currency: "EUR" }, duration: "repeating", months: 3 })).toBe("€4.99 off 3 months");
});

it("knows what a code is for, and when it is over", () => {
  expect(worksFor({ ...CODE, product_ids: ["prd_1"] }, ["prd_2"])).toBe(false);
  expect(worksFor({ ...CODE, product_ids: [] }, [])).toBe(true);
  expect(isOver({ ...CODE, product_ids: [], expires_at: "2026-11-02T00:00:00Z" }, Date.UTC(2026, 10, 3))).toBe(true);
  expect(isOver({ ...CODE, product_ids: [], status: "archived" })).toBe(true);
});
