import { fireEvent, render, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { UsageGroup } from "@/api/money";
import { DayChart, everyDay } from "./day-chart";

const TODAY = new Date("2026-11-28T12:00:00Z");
const day = (key: string, calls: number): UsageGroup => ({ key, calls, errors: 0, input_tokens: 0, output_tokens: 0, credits: "1.5", latency_ms: { p50: null, p95: null } });

describe("runs each day", () => {
  it("has every day of the span, also those without runs", () => {
    const days = everyDay([day("2026-11-27", 4)], 3, TODAY);
    expect(days).toEqual([{ day: "2026-11-26", calls: 0, errors: 0, credits: 0 }, { day: "2026-11-27", calls: 4, errors: 0, credits: 1.5 }, { day: "2026-11-28", calls: 0, errors: 0, credits: 0 }]);
  });

  it("is read with the arrow keys", () => {
    const today = new Date().toISOString().slice(0, 10);
    render(<DayChart days={[{ ...day(today, 7), errors: 2 }]} span={5} />);
    const chart = screen.getByRole("slider");
    expect(chart.getAttribute("aria-valuetext")).toContain("7 runs, 2 failed");
    fireEvent.keyDown(chart, { key: "ArrowLeft" });
    expect(chart.getAttribute("aria-valuetext")).toContain("0 runs");
  });

  it("are a table too", () => {
    const today = new Date().toISOString().slice(0, 10);
    render(<DayChart days={[{ ...day(today, 1234), errors: 2 }]} span={3} />);
    fireEvent.click(screen.getByRole("button", { name: "Show as table: Runs each day" }));
    expect(screen.queryByRole("slider")).toBeNull();
    expect(screen.getAllByRole("columnheader").map((one) => one.textContent)).toEqual(["Day", "Runs", "Failed"]);
    expect(screen.getAllByRole("row").slice(1).map((row) => [...row.querySelectorAll("td")].map((cell) => cell.textContent))).toEqual([["0", "0"], ["0", "0"], ["1,234", "2"]]);
    fireEvent.click(screen.getByRole("button", { name: "Show as chart: Runs each day" }));
    expect(screen.getByRole("slider")).toBeTruthy();
  });
});
