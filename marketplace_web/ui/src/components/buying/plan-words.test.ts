import { describe, expect, it } from "vitest";
import type { Plan } from "@/api/buying";
import { countable, figureOf, givenBy, isFreePlan, planName, priceOf, tierLines, trialWords } from "./plan-words";

const plan = (more: Partial<Plan>): Plan => ({
  id: "prc_1", product_id: "prd_1", type: "recurring", currency: "USD", unit_amount: 2000, interval: "month", scheme: "flat", tiers: [], per_seat: false,
  tax_behavior: "exclusive", credits: null, allowance_runs: null, effective_from: "", created_at: "", archived_at: null, successor_id: null, ...more,
});
const tiers = [{ up_to: 1, unit_amount: 1200, flat_amount: 0 }, { up_to: 10, unit_amount: 900, flat_amount: 0 }, { up_to: null, unit_amount: 700, flat_amount: 500 }];

describe("a plan in words", () => {
  it.each([
    [plan({}), "Monthly", "$20 a month"],
    [plan({ interval: "year", unit_amount: 19_950 }), "Yearly", "$199.50 a year"],
    [plan({ type: "one_time", interval: null, unit_amount: 5000 }), "Buy once", "$50"],
    [plan({ unit_amount: 0, allowance_runs: 100 }), "Free plan", "Free"],
  ])("names it and its price", (of, name, price) => {
    expect(planName(of)).toBe(name);
    expect(priceOf(of)).toBe(price);
  });

  it("prices seats by their number", () => {
    const seats = plan({ per_seat: true });
    expect(priceOf(seats, 3)).toBe("$60 a month");
    expect(figureOf(seats)).toEqual({ figure: "$20", beside: "per seat a month" });
    expect(countable(seats)).toBe(true);
  });

  it("shows each step of a price in tiers", () => {
    const stepped = plan({ scheme: "graduated", unit_amount: 0, tiers });
    expect(figureOf(stepped).figure).toBe("from $12");
    expect(tierLines(stepped)).toEqual([
      { count: "1", price: "$12 each" },
      { count: "2–10", price: "$9 each" },
      { count: "11 and more", price: "$7 each, and $5" },
    ]);
  });

  it("says what an allowance covers, and what comes after it", () => {
    const freemium = plan({ unit_amount: 0, allowance_runs: 1500 });
    expect(isFreePlan(freemium)).toBe(true);
    expect(givenBy(freemium, "2 credits a run")).toEqual(["1,500 runs a month", "Further runs: 2 credits a run."]);
    expect(givenBy(freemium, null)).toEqual(["1,500 runs a month", "No further runs beyond that."]);
    expect(givenBy(plan({}), null)).toEqual(["As many runs as you like"]);
  });
});

describe("the end of a trial", () => {
  const now = Date.UTC(2026, 10, 28, 12);
  const trial = { days: 14, credits: "50", needs_payment_method: false };
  it("ends by itself where nobody asked for more", () =>
    expect(trialWords(trial, plan({}), { converts: false, now }).slice(0, 2)).toEqual(["Free until December 12, 2026.", "Then it ends by itself. Nothing is charged."]));
  it("says what is charged, and when, where it goes on", () =>
    expect(trialWords(trial, plan({ per_seat: true }), { converts: true, quantity: 2, now }).slice(0, 3)).toEqual([
      "Free until December 12, 2026.",
      "Then $40 a month, unless you cancel before. We remind you three days ahead.",
      "50 credits to spend come with it.",
    ]));
});
