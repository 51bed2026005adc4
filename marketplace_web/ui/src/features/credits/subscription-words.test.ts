import { describe, expect, it } from "vitest";
import type { Subscription } from "@/api/billing";
import { costOf, daysLeft, nextOf, prorationWords } from "./subscription-words";
import { comingUp } from "./upcoming";

const now = Date.UTC(2026, 10, 28, 12);
const of = (more: Partial<Subscription>): Subscription => ({
  id: "sub_1", status: "active", product_id: "prd_1", price_id: "prc_1", quantity: 1, seats: [], current_period_start: "2026-11-14T12:00:00Z", current_period_end: "2026-12-14T12:00:00Z",
  trial_end: null, converts: false, cancel_at_period_end: false, pending_change: null, processor: "stripe", payment_method_id: null, order_id: null, past_due_since: null,
  created_at: "", canceled_at: null, product_name: "Minutes Pro", agent_ids: ["agt_1"], per_seat: false, interval: "month", amount: { amount: 2000, currency: "USD" }, ...more,
});
const end = "2026-12-14T12:00:00Z";
const usd = (amount: number) => ({ amount, currency: "USD" as const });

describe("what happens next", () => {
  it("renews, or ends", () => {
    expect(nextOf(of({}), now)).toEqual(["Renews on December 14, 2026"]);
    expect(nextOf(of({ cancel_at_period_end: true }), now)).toEqual(["Ends on December 14, 2026"]);
    expect(costOf(of({ interval: "year" }))).toBe("$20.00 a year");
  });
  it("a trial says how many days are left, and what comes then", () => {
    const trial = of({ status: "trialing", trial_end: "2026-12-01T11:00:00Z" });
    expect(nextOf(trial, now)).toEqual(["3 days of the trial left, until December 1, 2026", "Then it ends by itself. Nothing is charged."]);
    expect(nextOf({ ...trial, converts: true }, now)[1]).toBe("Then $20.00 a month, unless you cancel before.");
    expect(daysLeft("2026-11-28T11:00:00Z", now)).toBe(0);
  });
});

describe("a change of plan", () => {
  it("that costs more is paid now", () =>
    expect(prorationWords({ effective_at: "2026-11-28T12:00:00Z", due_now: usd(934), next_amount: usd(4000) }, "month", end)).toBe(
      "You pay $9.34 now for the rest of this period; what you paid for it already is taken off. From the next on it is $40.00 a month.",
    ));
  it("that costs less waits for the end of the period", () =>
    expect(prorationWords({ effective_at: "2026-12-14T12:00:00Z", due_now: usd(0), next_amount: usd(900) }, "month", end)).toBe(
      "Nothing changes before December 14, 2026. From then on it is $9.00 a month, and nothing is due until then.",
    ));
  it("may come to nothing now", () => expect(prorationWords({ effective_at: "2026-11-28T12:00:00Z", due_now: usd(0), next_amount: usd(2500) }, "month", end)).toMatch(/^Nothing is due now/));
});

it("what is coming up stands in the order of time, with amounts where something is charged", () => {
  const coming = comingUp([
    of({ id: "a" }),
    of({ id: "b", status: "trialing", trial_end: "2026-12-01T12:00:00Z" }),
    of({ id: "c", status: "trialing", converts: true, trial_end: "2026-12-03T12:00:00Z" }),
    of({ id: "d", cancel_at_period_end: true, current_period_end: "2026-12-02T12:00:00Z" }),
    of({ id: "e", status: "canceled" }),
  ]);
  expect(coming.map(({ id, amount }) => [id, amount?.amount ?? null])).toEqual([["b", null], ["d", null], ["c", 2000], ["a", 2000]]);
});
