import { describe, expect, it } from "vitest";
import { costOf, minorUnits, money, perCredit, savedByYear, shortMoney } from "./money";

describe("money", () => {
  it.each([
    [1999, "USD", "$19.99"],
    [-400, "EUR", "−€4.00"],
    [12_500_000, "INR", "₹1,25,000.00"],
    [0, "USD", "$0.00"],
  ])("shows %i of %s as %s", (amount, currency, shown) => expect(money({ amount, currency })).toBe(shown));

  it("leaves cents out of a sentence only where there are none", () => {
    expect(shortMoney({ amount: 2000, currency: "USD" })).toBe("$20");
    expect(shortMoney({ amount: 2050, currency: "USD" })).toBe("$20.50");
  });

  it.each([["12", 1200], ["12.5", 1250], ["1,200.05", 120_005], ["0.1", 10], ["12,50", 1250], ["1.200,05", 120_005], ["1,200", 120_000], ["", null], ["12.345", null], ["-3", null], ["1e3", null]])("reads %s as %s", (typed, amount) => expect(minorUnits(typed)).toBe(amount));
});

describe("what so many cost", () => {
  const tiers = [{ up_to: 3, unit_amount: 900, flat_amount: 0 }, { up_to: null, unit_amount: 700, flat_amount: 100 }];
  it("flat is by the unit", () => expect(costOf({ scheme: "flat", unit_amount: 500, tiers: [] }, 4)).toBe(2000));
  it("graduated prices each unit in its tier", () => expect(costOf({ scheme: "graduated", unit_amount: 0, tiers }, 5)).toBe(3 * 900 + 2 * 700 + 100));
  it("volume prices all of them in one tier", () => {
    expect(costOf({ scheme: "volume", unit_amount: 0, tiers }, 3)).toBe(2700);
    expect(costOf({ scheme: "volume", unit_amount: 0, tiers }, 4)).toBe(2900);
  });
});

it("a year saves something, or is not said to", () => {
  expect(savedByYear(2000, 20_000)).toBe(17);
  expect(savedByYear(2000, 24_000)).toBeNull();
  expect(savedByYear(0, 100)).toBeNull();
});

it("the price of one credit keeps its fractions of a cent", () => {
  expect(perCredit(1000, "1000", "USD")).toBe("$0.01");
  expect(perCredit(900, "1000", "USD")).toBe("$0.009");
});
