import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, createRootRoute, createRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { fireEvent, render, screen, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Discovery } from "@/api/console/sales";
import DiscoveryPage from "./discovery-page";

const today = new Date().toISOString().slice(0, 10);
const FULL: Discovery = {
  minimum: 5, totals: { search: 40, view: 12, enable: 3 },
  days: [{ day: today, counts: { search: 40, view: 12, enable: 3 } }],
  queries: [{ query: "check an invoice", times: 20, without_results: 0 }, { query: "book a flight", times: 9, without_results: 9 }, { query: "read a will", times: 8, without_results: 2 }],
};
let report: Discovery = FULL;

function show() {
  const root = createRootRoute();
  const page = createRoute({ getParentRoute: () => root, path: "/console/discovery", component: DiscoveryPage });
  const router = createRouter({ routeTree: root.addChildren([page]), history: createMemoryHistory({ initialEntries: ["/console/discovery"] }) });
  render(<QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}><RouterProvider router={router as never} /></QueryClientProvider>);
  return router;
}

beforeEach(() => {
  report = FULL;
  vi.stubGlobal("scrollTo", () => undefined);
  vi.stubGlobal("fetch", async () => Response.json(report));
});
afterEach(() => vi.unstubAllGlobals());

describe("what is searched and opened", () => {
  it("shows first what is most often looked for in vain", async () => {
    show();
    const missed = await screen.findByRole("region", { name: "What is not found" });
    const rows = within(missed).getAllByRole("row").slice(1).map((row) => row.textContent);
    expect(rows).toEqual(["book a flight9100%", "read a will225%"]);
  });

  it("draws each day of what is chosen, and keeps the choice in the address", async () => {
    const router = show();
    expect((await screen.findByRole("slider", { name: "Searches" })).getAttribute("aria-valuetext")).toMatch(/: 40$/);
    fireEvent.change(screen.getByRole("combobox", { name: "What" }), { target: { value: "view" } });
    expect((await screen.findByRole("slider", { name: "Pages opened" })).getAttribute("aria-valuetext")).toMatch(/: 12$/);
    expect(router.state.location.search).toEqual({ what: "view" });
  });

  it("says so where nobody looked for anything", async () => {
    report = { minimum: 5, totals: {}, days: [], queries: [] };
    show();
    expect(await screen.findByText("Nothing was looked for in these days")).toBeTruthy();
  });
});
