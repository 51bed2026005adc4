import { fireEvent, render, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { PaceChart } from "./pace-chart";

describe("runs of the last hour", () => {
  it("are bars, and a row a minute for whoever would rather read", () => {
    render(<PaceChart minutes={[{ minute: "2026-11-28T12:00:00Z", runs: 4, failed: 1 }, { minute: "2026-11-28T12:01:00Z", runs: 0, failed: 0 }]} />);
    expect(screen.getByRole("slider").getAttribute("aria-valuetext")).toContain("0 runs");
    fireEvent.click(screen.getByRole("button", { name: "Show as table: Runs a minute" }));
    expect(screen.getAllByRole("row").slice(1).map((row) => [...row.querySelectorAll("td")].map((cell) => cell.textContent))).toEqual([["4", "1"], ["0", "0"]]);
  });
});
