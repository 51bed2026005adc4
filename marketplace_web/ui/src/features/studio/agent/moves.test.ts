import { describe, expect, it } from "vitest";
import { along, movesFrom } from "./moves";
import { productOf } from "./product-dialog";
import { barsOf } from "./trend-bars";

describe("a listing on its way", () => {
  it("offers what comes next, and nothing that moderation decides", () => {
    expect(movesFrom("draft")[0]).toBe("submitted");
    expect(movesFrom("approved")[0]).toBe("published");
    expect(movesFrom("suspended")).toEqual([]);
  });

  it("stands beside its way where it left it", () => {
    expect([along("draft"), along("changes_requested"), along("approved"), along("deprecated")]).toEqual([0, 1, 2, 3]);
  });
});

describe("a product", () => {
  const given = { name: " Minutes Pro ", type: "recurring" as const, interval: "year" as const, currency: "EUR" as const, amount: "199,5", tax: "inclusive" as const, perSeat: true, trial: "14", runs: "", buyer: "", until: "2026-12-31" };

  it("is what the hub takes", () => {
    expect(productOf("agt_1", given)).toEqual({
      kind: "agents", name: "Minutes Pro", agent_ids: ["agt_1"], trial: { days: 14 }, buyer_organization_id: null, expires_at: null,
      prices: [{ type: "recurring", currency: "EUR", unit_amount: 19_950, interval: "year", per_seat: true, tax_behavior: "inclusive", allowance_runs: null }],
    });
  });

  it("sold once has neither period, seats nor trial; without an amount it is none", () => {
    expect(productOf("agt_1", { ...given, type: "one_time", runs: "50" })).toMatchObject({ trial: null, prices: [{ interval: null, per_seat: false, allowance_runs: 50 }] });
    expect(productOf("agt_1", { ...given, amount: "much" })).toBeNull();
  });

  it("for one customer alone ends with its day", () => {
    expect(productOf("agt_1", { ...given, buyer: " org_1 " })).toMatchObject({ buyer_organization_id: "org_1", expires_at: "2026-12-31T23:59:59.000Z" });
  });
});

describe("calls by day", () => {
  it("have a bar for each day of the span", () => {
    const bars = barsOf([{ key: "2026-11-27", calls: 5, errors: 2 }], 3, new Date("2026-11-28T12:00:00Z"));
    expect(bars).toEqual([{ day: "2026-11-26", good: 0, failed: 0 }, { day: "2026-11-27", good: 3, failed: 2 }, { day: "2026-11-28", good: 0, failed: 0 }]);
  });
});
