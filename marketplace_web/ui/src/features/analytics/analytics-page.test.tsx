import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, createRootRoute, createRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Group } from "@/api/outcomes";
import AnalyticsPage from "./analytics-page";

const group = (agent_id: string, model: string): Group => ({
  agent_id, model, runs: 3, happy: 2, unhappy: 1, succeeded: 3, failed: 0, unknown: 0, happy_share: 0.6667, happy_interval: [0.2, 0.9], credits: "3", credits_per_happy: "1.5", latency_ms: { p50: 900, p95: 1200 },
});
const ALL = [group("agt_1", "small"), group("agt_1", "large"), group("agt_2", "large")];
const agents = { data: [{ id: "agt_1", name: "Summarize" }, { id: "agt_2", name: "Translate" }], next_cursor: null };

let asked: URLSearchParams[];

function hub(address: string): Promise<Response> {
  const { pathname, searchParams } = new URL(address, "http://hub");
  if (pathname !== "/v1/outcomes") return Promise.resolve(pathname === "/v1/agents" ? Response.json(agents) : new Response(null, { status: 404 }));
  asked.push(searchParams);
  const [agent, model] = [searchParams.get("agent_id"), searchParams.get("model")];
  const data = ALL.filter((one) => (!agent || one.agent_id === agent) && (!model || one.model === model));
  const groups = searchParams.get("group_by") === "agent" ? [...new Map(data.map((one) => [one.agent_id, one])).values()] : data;
  const totals = { ...group("", ""), runs: data.length * 3 };
  return Promise.resolve(Response.json({ data: groups, totals, previous: null }));
}

async function show(address: string) {
  const root = createRootRoute();
  const page = createRoute({ getParentRoute: () => root, path: "/app/analytics", component: AnalyticsPage });
  const ask = createRoute({ getParentRoute: () => root, path: "/app/ask" });
  const router = createRouter({ routeTree: root.addChildren([page, ask]), scrollRestoration: false, history: createMemoryHistory({ initialEntries: [address] }) });
  render(<QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}><RouterProvider router={router as never} /></QueryClientProvider>);
  await screen.findByLabelText("Any agent");
  return () => router.state.location.search as Record<string, unknown>;
}

const options = (label: string) => [...screen.getByLabelText<HTMLSelectElement>(label).options].map((option) => option.text);
const choose = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } });
const table = () => new URL(screen.getByText<HTMLAnchorElement>("Download CSV").href).searchParams;
const narrowed = () => asked.filter((one) => one.get("agent_id") === "agt_1" && one.get("model") === "large").map((one) => one.get("group_by"));

beforeEach(() => {
  asked = [];
  vi.stubGlobal("fetch", hub);
});
afterEach(() => vi.unstubAllGlobals());

describe("how the work went", () => {
  it("is of the agent and on the model that the address says, in every part and in the file", async () => {
    await show("/app/analytics?agent=agt_1&model=large&days=7");
    await waitFor(() => expect(narrowed().toSorted()).toEqual(["agent", "agent_model", "day", "reason"]));
    expect([table().get("agent_id"), table().get("model")]).toEqual(["agt_1", "large"]);
    expect(screen.getByLabelText<HTMLSelectElement>("Period").value).toBe("7");
  });

  it("writes into the address what is chosen, and takes out what is left", async () => {
    const search = await show("/app/analytics");
    await waitFor(() => expect(options("Any agent")).toEqual(["Any agent", "Summarize", "Translate"]));
    choose("Any agent", "agt_2");
    await waitFor(() => expect(options("Any model")).toEqual(["Any model", "large"]));
    choose("Period", "90");
    await waitFor(() => expect(search()).toEqual({ agent: "agt_2", days: 90 }));
    choose("Any agent", "");
    await waitFor(() => expect(search()).toEqual({ days: 90 }));
  });

  it("has its charts as tables too", async () => {
    await show("/app/analytics");
    fireEvent.click(await screen.findByRole("button", { name: "Show as table: Outcome bloom" }));
    const bloom = screen.getByRole("region", { name: "Outcome bloom" });
    expect([...bloom.querySelectorAll("tbody tr")].map((row) => [...row.children].map((cell) => cell.textContent))).toEqual([["Summarize", "3", "2", "1", "66.7%"], ["Translate", "3", "2", "1", "66.7%"]]);
    fireEvent.click(screen.getByRole("button", { name: "Show as table: Each day" }));
    expect(screen.getByRole("region", { name: "Each day" }).querySelectorAll("tbody tr")).toHaveLength(30);
  });

  it("goes back to all where nothing is of what was asked for", async () => {
    const search = await show("/app/analytics?agent=agt_2&model=small&days=12");
    fireEvent.click(await screen.findByRole("button", { name: "Look at all" }));
    await waitFor(() => expect(search()).not.toHaveProperty("agent"));
    expect(await screen.findByText("Outcome bloom")).toBeTruthy();
    expect(screen.getByLabelText<HTMLSelectElement>("Period").value).toBe("30");
  });
});
