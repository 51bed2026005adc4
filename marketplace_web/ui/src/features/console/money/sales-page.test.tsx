import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, createRootRoute, createRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { SalesOf } from "@/api/console/sales";
import SalesPage from "./sales-page";

const DOLLARS: SalesOf = {
  currency: "USD", orders: 3, total: 15_000, tax: 500, refunded: 2500,
  days: [{ day: "2026-11-29", orders: 3, total: 15_000, tax: 500, refunded: 2500 }],
  products: [{ product_id: "prd_1", name: "Minutes Pro", seller_id: "org_1", seller_name: "Osei Studio", orders: 3, quantity: 4, total: 15_000 }],
  sellers: [{ organization_id: "org_1", organization_name: "Osei Studio", orders: 3, total: 15_000, refunded: 2500 }],
};
const EUROS: SalesOf = { ...DOLLARS, currency: "EUR", orders: 1, total: 700, tax: 0, refunded: 0, days: [], products: [], sellers: [] };
const asked: string[] = [];
let currencies: SalesOf[] = [];
let status = 200;

function show(address = "/console/sales") {
  const root = createRootRoute();
  const page = createRoute({ getParentRoute: () => root, path: "/console/sales", component: SalesPage });
  const router = createRouter({ routeTree: root.addChildren([page]), history: createMemoryHistory({ initialEntries: [address] }) });
  render(<QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}><RouterProvider router={router as never} /></QueryClientProvider>);
}

beforeEach(() => {
  asked.length = 0;
  currencies = [DOLLARS, EUROS];
  status = 200;
  vi.stubGlobal("scrollTo", () => undefined);
  vi.stubGlobal("fetch", async (address: string) => {
    asked.push(address);
    return Response.json(status === 200 ? { from: "2026-11-24", to: "2026-12-01", currencies } : { code: "platform_admin_required", detail: "Only finance." }, { status });
  });
});
afterEach(() => vi.unstubAllGlobals());

describe("sales", () => {
  it("tell what was paid, given back and stays, of one currency", async () => {
    show();
    expect(await screen.findByText("$125.00")).toBeTruthy();
    expect(screen.getByText("$5.00 of it tax")).toBeTruthy();
    expect(screen.getByText("16.7% of what was paid")).toBeTruthy();
    expect(screen.getByText("Minutes Pro")).toBeTruthy();
  });

  it("have a bar for each day, which arrow keys read", async () => {
    show();
    const chart = await screen.findByRole("slider", { name: "Paid by day" });
    expect(chart.getAttribute("aria-valuetext")).toBe("Nov 30: 0 orders, $0.00 paid, $0.00 given back");
    fireEvent.keyDown(chart, { key: "ArrowLeft" });
    expect(chart.getAttribute("aria-valuetext")).toBe("Nov 29: 3 orders, $150.00 paid, $25.00 given back");
  });

  it("are never added up over currencies", async () => {
    show("/console/sales?currency=EUR&days=90");
    expect(await screen.findByText("Nothing was sold in these days; what was given back was sold before.")).toBeTruthy();
    expect(screen.getByRole("combobox", { name: "Currency" })).toHaveProperty("value", "EUR");
    expect(screen.getByRole("combobox", { name: "Time" })).toHaveProperty("value", "90");
  });

  it("say so where there are none, and what was refused", async () => {
    currencies = [];
    show();
    expect(await screen.findByText("Nothing was paid in these days")).toBeTruthy();
    status = 403;
    show("/console/sales?days=7");
    expect(await screen.findByText("Only finance.")).toBeTruthy();
    expect(asked.every((address) => /\/v1\/admin\/sales\?from=\d{4}-\d\d-\d\d&to=/.test(address))).toBe(true);
  });
});
