import { describe, expect, it } from "vitest";
import { leftUntil, nextAfter } from "./periods";

describe("the next payment", () => {
  it.each([
    ["month", "2026-11-28T10:00:00Z", "2026-12-28"],
    ["month", "2027-01-31T10:00:00Z", "2027-02-28"],
    ["year", "2028-02-29T10:00:00Z", "2029-02-28"],
    ["month", "2026-12-31T23:59:00Z", "2027-01-31"],
  ] as const)("a %s after %s is %s", (interval, from, to) => expect(nextAfter(interval, new Date(from)).toISOString().slice(0, 10)).toBe(to));
});

describe("what is left of a code", () => {
  const now = Date.UTC(2026, 10, 28, 12);
  it.each([["2026-11-28T12:04:59Z", "04:59"], ["2026-11-29T11:59:59Z", "23:59:59"], ["2026-11-28T12:00:00Z", null]])("until %s: %s", (until, shown) => expect(leftUntil(until, now)).toBe(shown));
});
