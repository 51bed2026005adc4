import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, createRootRoute, createRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Finding, Reconciled } from "@/api/console/money";
import Compared from "./compared";

const DAY: Reconciled = { processor: "stripe", day: "2026-11-28", listed: 12, mended: 1, found: 1, done_at: "2026-11-29T03:00:00Z" };
const OPEN: Finding = { id: "rcf_1", processor: "stripe", day: "2026-11-28", kind: "payment", difference: "paid_twice", advice: "Give the second one back at the processor.", ref: "pi_twin", object_id: null, organization_id: null, ours: "succeeded 5000 USD", theirs: "succeeded 5000 USD", status: "open", reason: null, found_at: "2026-11-29T03:00:00Z", closed_at: null };
const sent: { address: string; body: unknown }[] = [];
let days: Reconciled[] = [];
let findings: Finding[] = [];

function show() {
  const root = createRootRoute();
  const page = createRoute({ getParentRoute: () => root, path: "/console/money", component: Compared });
  const router = createRouter({ routeTree: root.addChildren([page]), history: createMemoryHistory({ initialEntries: ["/console/money"] }) });
  render(<QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}><RouterProvider router={router as never} /></QueryClientProvider>);
}

beforeEach(() => {
  sent.length = 0;
  [days, findings] = [[DAY], [OPEN]];
  vi.stubGlobal("scrollTo", () => undefined);
  vi.stubGlobal("fetch", async (address: string, { method, body }: RequestInit) => {
    if (method === "POST") sent.push({ address, body: JSON.parse(String(body)) });
    if (address.endsWith("/days")) return Response.json({ data: days, next_cursor: null });
    return Response.json(method === "GET" ? { data: findings, next_cursor: null } : DAY);
  });
});
afterEach(() => vi.unstubAllGlobals());

describe("the comparison with processors", () => {
  it("tells of each day whether it agrees, and of each difference what to do", async () => {
    days = [DAY, { ...DAY, day: "2026-11-27", mended: 0, found: 0 }];
    show();
    expect(await screen.findByText("1 differs")).toBeTruthy();
    expect(screen.getByText("Agrees")).toBeTruthy();
    expect(await screen.findByText("Give the second one back at the processor.")).toBeTruthy();
  });

  it("compares a day now", async () => {
    show();
    fireEvent.click(await screen.findByRole("button", { name: "Compare a day" }));
    fireEvent.change(await screen.findByLabelText("Processor"), { target: { value: "paypal" } });
    fireEvent.change(screen.getByLabelText("Day"), { target: { value: "2026-11-20" } });
    fireEvent.submit(screen.getByRole("button", { name: "Compare" }).closest("form") as HTMLFormElement);
    await waitFor(() => expect(sent).toEqual([{ address: "/v1/admin/reconciliations", body: { processor: "paypal", day: "2026-11-20" } }]));
  });

  it("closes what was seen to, with how", async () => {
    show();
    fireEvent.click(await screen.findByRole("button", { name: "Seen to" }));
    fireEvent.change(await screen.findByLabelText("Reason"), { target: { value: "Given back at Stripe" } });
    fireEvent.submit(screen.getByRole("button", { name: "It was seen to" }).closest("form") as HTMLFormElement);
    await waitFor(() => expect(sent).toEqual([{ address: "/v1/admin/reconciliations/rcf_1/close", body: { reason: "Given back at Stripe" } }]));
  });

  it("says so where no day was compared and nothing differs", async () => {
    [days, findings] = [[], []];
    show();
    expect(await screen.findByText(/No day was compared yet/)).toBeTruthy();
    expect(await screen.findByText("Nothing differs")).toBeTruthy();
  });
});
