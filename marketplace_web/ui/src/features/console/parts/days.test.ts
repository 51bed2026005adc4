import { describe, expect, it } from "vitest";
import { asked, everyDay, spanOf } from "./days";

const now = Date.parse("2026-03-01T10:00:00Z");

describe("the days that are asked for", () => {
  it("are a month, unless the address says another span", () => {
    expect([spanOf(undefined), spanOf("12"), spanOf("365")]).toEqual(["30", "30", "365"]);
  });

  it("go from inside to outside, today among them", () => {
    expect(asked("7", now)).toEqual({ from: "2026-02-23", to: "2026-03-02" });
  });

  it("are all there, also those on which nothing was", () => {
    const days = everyDay([{ day: "2026-02-28", n: 3 }], { from: "2026-02-27", to: "2026-03-02" }, (day) => ({ day, n: 0 }));
    expect(days).toEqual([{ day: "2026-02-27", n: 0 }, { day: "2026-02-28", n: 3 }, { day: "2026-03-01", n: 0 }]);
  });
});
