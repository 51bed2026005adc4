import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { AgentCard } from "@/api/catalog";
import { AgentPicker } from "./agent-picker";
// Loaded before the clock of a test runs.
import "./agent-picker-menu";

const AGENT = { id: "agt_1", name: "Summarize", tagline: "", features: ["Short", "Plain", "Quick", "And more"], price: null, enabled: true, listed: true, publisher: { name: "Laelia" } } as unknown as AgentCard;
const LISTING = { agent_id: "agt_1", publisher: { name: "Laelia", slug: "laelia", verified: true }, categories: [], rating: { score: 4.5, reviews: 12 }, outcomes: { happy_share: 0.9, low: 0.8, high: 0.95, runs: 40 } };
const PICKS = [{ id: "laelia", name: "Laelia chooses", about: "Finds those that the goal is for." }, { id: "agt_1", name: "Summarize", agent: AGENT }];

/** A hub that lists one agent. */
async function hub(address: string) {
  if (address !== "/v1/listings/agt_1") throw new Error(address);
  return Response.json(LISTING);
}

async function show() {
  const onChoose = vi.fn();
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(<QueryClientProvider client={client}><AgentPicker label="Who answers" picks={PICKS} chosen="laelia" onChoose={onChoose} /></QueryClientProvider>);
  fireEvent.click(await screen.findByRole("button", { name: "Who answers: Laelia chooses" }));
  return onChoose;
}

describe("the choice of an agent", () => {
  beforeEach(() => void vi.stubGlobal("fetch", hub));

  it("shows of each what it does and what others made of it", async () => {
    await show();
    const row = await screen.findByRole("menuitemradio", { name: /^Summarize/ });
    await screen.findByText("90% happy");
    expect(row.textContent).toContain("4.5");
    expect(row.textContent).toContain("Quick");
    expect(row.textContent).not.toContain("And more");
  });

  it("is made with the keyboard", async () => {
    const onChoose = await show();
    const menu = await screen.findByRole("menu", { name: "Who answers" });
    const row = await screen.findByRole("menuitemradio", { name: /^Summarize/ });
    await vi.waitFor(() => {
      fireEvent.keyDown(menu, { key: "End" });
      expect(document.activeElement).toBe(row);
    });
    fireEvent.keyDown(row, { key: "Enter" });
    await vi.waitFor(() => expect(onChoose).toHaveBeenCalledWith("agt_1"));
  });
});
