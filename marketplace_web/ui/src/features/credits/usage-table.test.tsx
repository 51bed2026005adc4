import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { onDay } from "@/lib/format";
import { UsageTable } from "./usage-table";

const latency_ms = { p50: 900, p95: 1200 };
const used = (key: string | null, calls: number) => ({ key, calls, errors: 0, input_tokens: 10, output_tokens: 5, credits: "2", latency_ms });
const judged = (of: object, happy_share: number | null) => ({ ...of, runs: 4, happy: 0, unhappy: 0, succeeded: 4, failed: 0, unknown: 4, happy_share, happy_interval: null, credits: "2", credits_per_happy: null, latency_ms });
const USAGE: Record<string, unknown[]> = { agent: [used("agt_1", 4), used("agt_2", 2)], model: [used("small", 4), used(null, 2)], day: [used("2026-11-27", 6)] };
const OUTCOMES: Record<string, unknown[]> = {
  agent: [judged({ agent_id: "agt_1" }, 0.75)],
  model: [judged({ model: null }, 0.5), judged({ model: "small" }, null)],
  day: [judged({ start: "2026-11-27T00:00:00Z" }, 0.8)],
};
const agents = { data: [{ id: "agt_1", name: "Summarize" }, { id: "agt_2", name: "Translate" }], next_cursor: null };

function hub(address: string): Promise<Response> {
  const { pathname, searchParams } = new URL(address, "http://hub");
  const by = searchParams.get("group_by") ?? "";
  if (pathname === "/v1/usage") return Promise.resolve(Response.json({ data: USAGE[by], totals: used(null, 6) }));
  if (pathname === "/v1/outcomes") return Promise.resolve(Response.json({ data: OUTCOMES[by], totals: judged({}, 0.7), previous: null }));
  return Promise.resolve(Response.json(agents));
}

const happy = () => screen.getAllByRole("row").slice(1).map((row) => [row.children[0]?.textContent, row.children[1]?.textContent, row.children[3]?.textContent]);

beforeEach(() => void vi.stubGlobal("fetch", hub));
afterEach(() => vi.unstubAllGlobals());

describe("the usage that was billed", () => {
  it("says of each group how many of the judged were happy, and nothing where nobody judged", async () => {
    render(<QueryClientProvider client={new QueryClient()}><UsageTable /></QueryClientProvider>);
    await screen.findByText("Summarize");
    expect(happy()).toEqual([["Summarize", "4", "75%"], ["Translate", "2", "–"], ["Total", "6", "70%"]]);
    fireEvent.change(screen.getByLabelText("Name"), { target: { value: "model" } });
    await screen.findByText("small");
    expect(happy()).toEqual([["small", "4", "–"], ["no model", "2", "50%"], ["Total", "6", "70%"]]);
    fireEvent.change(screen.getByLabelText("Name"), { target: { value: "day" } });
    await waitFor(() => expect(happy()[0]).toEqual([onDay("2026-11-27"), "6", "80%"]));
  });
});
