import { describe, expect, it } from "vitest";
import { addressesIn } from "./addresses";

describe("addresses in a text", () => {
  it("takes them from lists, tables and mail programs, each once", () => {
    expect(addressesIn("ana@studio.example, BEN@studio.example;\nana@studio.example\tcy@a.b.example").good).toEqual(["ana@studio.example", "ben@studio.example", "cy@a.b.example"]);
    expect(addressesIn('"Ana Lima" <ana@studio.example>, Ben Ode <ben@studio.example>')).toEqual({ good: ["ana@studio.example", "ben@studio.example"], bad: [] });
    expect(addressesIn("(mailto:ana@studio.example).").good).toEqual(["ana@studio.example"]);
  });
  it("says what is none", () => {
    expect(addressesIn("ana@studio, @x.example ben@studio.example")).toEqual({ good: ["ben@studio.example"], bad: ["ana@studio", "@x.example"] });
    expect(addressesIn(" \n ")).toEqual({ good: [], bad: [] });
  });
});
