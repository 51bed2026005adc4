import { describe, expect, it } from "vitest";
import { csvOf, monthsBack, releasedOf, rowsOf } from "./csv";

const statement = {
  month: "2026-11",
  publisher: null,
  opening: { USD: "0" },
  closing: { USD: "1520", credit: "12.5" },
  released: { USD: "900", EUR: "1250" },
  lines: [{ type: "sales" as const, currency: "USD" as const, amount: "1999" }, { type: "refunds" as const, currency: "USD" as const, amount: "-479" }, { type: "usage" as const, currency: "credit" as const, amount: "12.5" }],
};

describe("a statement", () => {
  it("has the ends of the month around what moved", () => {
    expect(rowsOf(statement).map((row) => [row.name, row.end])).toEqual([["At the beginning", true], ["Sales", false], ["Refunds", false], ["Usage", false], ["At the end", true], ["At the end", true]]);
  });

  it("is a table of plain numbers", () => {
    expect(csvOf(statement).split("\r\n").slice(0, 4)).toEqual(["What,Currency,Amount", "At the beginning,USD,0.00", "Sales,USD,19.99", "Refunds,USD,-4.79"]);
    expect(csvOf(statement)).toContain("Usage,CREDIT,12.5");
  });

  it("tells apart what became payable, for no row has it", () => {
    expect(releasedOf(statement)).toBe("Of what there was, $9.00, €12.50 became payable in this month.");
    expect(releasedOf({ ...statement, released: {} })).toBeNull();
    expect(csvOf(statement)).not.toContain("9.00");
  });

  it("is there for each month back, over the turn of the year", () => {
    expect(monthsBack(3, new Date("2027-01-31T23:00:00Z"))).toEqual(["2027-01", "2026-12", "2026-11"]);
  });
});
