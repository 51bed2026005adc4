import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, createRootRoute, createRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { OrderDetail } from "@/api/console/money";
import OrderPage, { leftOf } from "./order-page";

const usd = (amount: number) => ({ amount, currency: "USD" as const });
const paid: OrderDetail = {
  id: "ord_1", organization_id: "org_1", organization_name: "Fern Studio", seller_id: "org_2", status: "paid", reason: "purchase", subscription_id: null, invoice_id: "inv_1",
  totals: { currency: "USD", lines: [], subtotal: 5000, discount: 0, tax: 950, balance_applied: 950, total: 5950, due: usd(5000) },
  refunded: usd(0), payments: [], refunds: [], disputes: [],
  checkout_id: null, purchase_order: null, created_at: "2026-11-01T10:00:00Z", paid_at: "2026-11-01T10:01:00Z",
};
let order: OrderDetail;
let answers: (() => Response)[];
let asked: { body: unknown; key: string | null }[];

/** A hub with one order, and an answer to each refund that is asked of it. */
async function hub(address: string, { method, body, headers }: RequestInit) {
  if (method === "GET" && address === "/v1/admin/orders/ord_1") return Response.json(order);
  if (method !== "POST" || address !== "/v1/admin/refunds") throw new Error(`${method} ${address}`);
  asked.push({ body: JSON.parse(String(body)), key: new Headers(headers).get("idempotency-key") });
  return (answers.shift() ?? lost)();
}

const lost = (): Response => { throw new TypeError("Failed to fetch"); };
const refused = () => Response.json({ code: "order_state", detail: "Its payment is disputed." }, { status: 409 });
function given(part: number): Response {
  const refunded = usd(order.refunded.amount + part);
  order = { ...order, refunded, status: refunded.amount === order.totals.due.amount ? "refunded" : "partially_refunded" };
  return Response.json({ id: "rfd_1", status: "succeeded" }, { status: 201 });
}

async function show(one: OrderDetail) {
  order = one;
  const root = createRootRoute();
  const page = createRoute({ getParentRoute: () => root, path: "/console/money/orders/$id", component: OrderPage });
  const router = createRouter({ routeTree: root.addChildren([page]), scrollRestoration: false, history: createMemoryHistory({ initialEntries: ["/console/money/orders/ord_1"] }) });
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(<QueryClientProvider client={client}><RouterProvider router={router as never} /></QueryClientProvider>);
  await screen.findByText("Can be given back");
}

const refundButton = () => screen.queryByRole("button", { name: "Refund" });
const amount = () => screen.getByLabelText<HTMLInputElement>("Amount");
async function open() {
  fireEvent.click(refundButton() as HTMLElement);
  await screen.findByLabelText("Amount");
}
function send(typed?: string) {
  if (typed !== undefined) fireEvent.change(amount(), { target: { value: typed } });
  fireEvent.change(screen.getByLabelText("Reason"), { target: { value: "Asked for" } });
  fireEvent.submit(amount().form as HTMLFormElement);
}

beforeEach(() => {
  answers = [];
  asked = [];
  vi.stubGlobal("fetch", hub);
});
afterEach(() => vi.unstubAllGlobals());

describe("the refund of an order", () => {
  it("is of what was paid for it, less what was given back or is on its way", async () => {
    const back = (cents: number, status: "pending" | "succeeded") => ({ id: `rfn_${cents}`, order_id: "ord_1", amount: usd(cents), reason: "Asked for", status, created_at: "2026-11-02T10:00:00Z" });
    expect(leftOf({ ...paid, status: "partially_refunded", refunded: usd(1500), refunds: [back(1500, "succeeded"), back(700, "pending")] })).toBe(2800);
    const owedBefore = { ...paid.totals, balance_applied: -40, total: 5000, due: usd(5040) };
    expect(leftOf({ ...paid, totals: owedBefore }), "what was paid with it for others is not").toBe(5000);
    await show({ ...paid, status: "pending" });
    expect(refundButton()).toBeNull();
  });

  it("asks for a part with its reason, and shows what is left then", async () => {
    await show(paid);
    answers = [() => given(1250)];
    await open();
    expect(screen.getByText("Give money back to Fern Studio")).toBeTruthy();
    expect(screen.getByText(/At most \$50\.00/)).toBeTruthy();
    send("12,50");
    await waitFor(() => expect(screen.queryByLabelText("Amount")).toBeNull());
    expect(asked).toEqual([{ body: { order_id: "ord_1", amount: 1250, reason: "Asked for" }, key: expect.stringMatching(/^[0-9a-f-]{36}$/) }]);
    await screen.findByText("Partly refunded");
    await open();
    expect(amount().value).toBe("37.50");
  });

  it("asks for the whole without an amount, and is over then", async () => {
    await show({ ...paid, status: "partially_refunded", refunded: usd(1500) });
    answers = [() => given(3500)];
    await open();
    send();
    await waitFor(() => expect(refundButton()).toBeNull());
    expect(asked.map((one) => one.body)).toEqual([{ order_id: "ord_1", amount: null, reason: "Asked for" }]);
  });

  it("asks for nothing that is more than is left, and says so", async () => {
    await show(paid);
    await open();
    send("50.01");
    expect((await screen.findByRole("alert")).textContent).toContain("Give an amount up to what is left.");
    expect(asked).toEqual([]);
  });

  it("is the same request when it is tried again, and another one once it was made", async () => {
    await show(paid);
    answers = [lost, refused, () => given(1000), () => given(1000)];
    await open();
    for (const said of [/Check your connection/, /Its payment is disputed/]) {
      send("10");
      await screen.findByText(said);
      expect(amount().value, "what was typed is kept").toBe("10");
    }
    send("10");
    await screen.findByText("Partly refunded");
    await open();
    send("10");
    await screen.findByText("$20.00");
    const keys = asked.map((one) => one.key);
    expect(new Set(keys.slice(0, 3)).size).toBe(1);
    expect(keys[3]).not.toBe(keys[0]);
  });
});
