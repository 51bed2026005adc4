import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, createRootRoute, createRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Me } from "@/api/session";
import { forgetWork, keepWork, keptWork } from "@/lib/kept-work";
import { hubThat, mara } from "@/test/hub";
import KeptNotice from "./kept-notice";
import TopUp from "./top-up";

const BUYER = { ...mara, scopes: ["billing:write"], user: { ...mara.user, id: "usr_1" } } as unknown as Me;
const MEMBER = { ...BUYER, scopes: [], role: "member" } as unknown as Me;
const FAULT = { code: "insufficient_credits", detail: "", required_credits: "400", available_credits: "12" };
const plan = (id: string, credits: string, unit_amount: number) => ({ id, type: "one_time", currency: "USD", unit_amount, credits, interval: null });
const PACKS = { data: [{ id: "prd_1", kind: "credits", prices: [plan("prc_small", "100", 100), plan("prc_middle", "1000", 1000), plan("prc_large", "5500", 5000)] }] };
const CARD = { id: "pm_1", processor: "stripe", kind: "card", label: "Visa 4242", status: "active", default: true };
const INPUT = { text: ["Sum this up", { file_id: "fil_1" }] };

let credits: string;
let checkout: object;

const hub = (more: Parameters<typeof hubThat>[0] = {}) => hubThat({
  "GET /v1/credits": () => ({ available: credits, grants: [] }),
  "GET /v1/products?kind=credits&limit=50": () => PACKS,
  "GET /v1/billing/processors": () => ({ data: [{ name: "stripe", currencies: ["USD"], saves_methods: true }] }),
  "GET /v1/payment-methods": () => ({ data: [CARD] }),
  "GET /v1/billing/profile": () => ({}),
  "POST /v1/checkouts/preview": () => ({ currency: "USD", due: { amount: 1190, currency: "USD" }, lines: [] }),
  "POST /v1/checkouts": () => checkout,
  "GET /v1/files/fil_1": () => ({ id: "fil_1", filename: "may.txt", media_type: "text/plain", bytes: 4 }),
  ...more,
});

function show(me: Me, part: React.ReactElement) {
  const root = createRootRoute();
  const here = createRoute({ getParentRoute: () => root, path: "/", component: () => part });
  const paying = createRoute({ getParentRoute: () => root, path: "/app/checkout/$id", component: () => "the order" });
  const router = createRouter({ routeTree: root.addChildren([here, paying]), history: createMemoryHistory({ initialEntries: ["/"] }) });
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  client.setQueryDefaults(["session"], { staleTime: Infinity });
  client.setQueryData(["session"], me);
  render(<QueryClientProvider client={client}><RouterProvider router={router as never} /></QueryClientProvider>);
}

describe("a run that credits do not cover", () => {
  const send = vi.fn();
  const again = { input: INPUT, given: [INPUT], send };

  beforeEach(() => {
    credits = "12";
    checkout = { id: "chk_1", status: "succeeded", processor: "stripe", url: null };
    send.mockReset();
  });
  afterEach(() => {
    forgetWork();
    vi.unstubAllGlobals();
  });

  it("says what is needed and there, keeps the work, and offers the packs that are enough", async () => {
    hub();
    show(BUYER, <TopUp fault={FAULT} again={again} />);
    await screen.findByText(/up to 400 credits, and 12 are there/);
    expect(keptWork()).toMatchObject({ who: "usr_1", words: "Sum this up", files: ["fil_1"], given: [INPUT] });
    await screen.findByRole("radio", { name: /1,000 credits/ });
    expect(screen.queryByRole("radio", { name: /^100 credits/ })).toBeNull();
    expect(screen.getByRole("meter").getAttribute("aria-valuenow")).toBe("3");
  });

  it("is paid by a kept card in its place, and sent once more by one press", async () => {
    const asked = hub({ "POST /v1/checkouts": () => { credits = "1012"; return checkout; } });
    show(BUYER, <TopUp fault={FAULT} again={again} />);
    fireEvent.click(await screen.findByRole("radio", { name: /5,500 credits/ }));
    await waitFor(() => expect(screen.getByRole<HTMLButtonElement>("button", { name: "Pay $11.90" }).disabled).toBe(false));
    fireEvent.click(screen.getByRole("button", { name: "Pay $11.90" }));
    fireEvent.click(await screen.findByRole("button", { name: "Send it again" }));
    const orders = asked.filter((one) => one.call === "POST /v1/checkouts");
    expect(orders).toHaveLength(1);
    expect(orders[0]?.body).toMatchObject({ items: [{ price_id: "prc_large", quantity: 1 }], processor: "stripe", payment_method_id: "pm_1" });
    expect(send).toHaveBeenCalledOnce();
    expect(keptWork()).toBeNull();
  });

  it("leads to the order where paying takes longer, and the work stays", async () => {
    checkout = { id: "chk_1", status: "open", processor: "manual", url: null };
    hub();
    show(BUYER, <TopUp fault={FAULT} again={again} />);
    const pay = await screen.findByRole<HTMLButtonElement>("button", { name: "Pay $11.90" });
    await waitFor(() => expect(pay.disabled).toBe(false));
    fireEvent.click(pay);
    await screen.findByText("the order");
    expect(keptWork()?.words).toBe("Sum this up");
    expect(send).not.toHaveBeenCalled();
  });

  it("names to who may not buy those who may, and asks them", async () => {
    const asked = hub({
      "GET /v1/members?limit=100": () => ({ data: [{ name: "Ana Osei", role: "admin" }, { name: "Ben", role: "staff" }] }),
      "GET /v1/purchase-requests?status=open&limit=50": () => ({ data: [] }),
      "POST /v1/purchase-requests": () => ({}),
    });
    show(MEMBER, <TopUp fault={FAULT} again={again} />);
    await screen.findByText("Ana Osei can add credits.");
    fireEvent.click(await screen.findByRole("button", { name: "Send the request" }));
    await waitFor(() => expect(asked).toContainEqual({ call: "POST /v1/purchase-requests", body: { price_id: "prc_middle", quantity: 1, note: "" } }));
    expect(screen.queryByRole("button", { name: /^Pay/ })).toBeNull();
  });

  it("is nobody else's", async () => {
    hub();
    keepWork({ place: "/", who: "usr_2", words: "Sum this up", files: [], given: [INPUT] });
    show(BUYER, <><KeptNotice onSend={vi.fn()} onEnd={vi.fn()} /><p>{"beside it"}</p></>);
    await screen.findByText("beside it");
    expect(screen.queryByRole("region", { name: "Your work waits" })).toBeNull();
  });

  it("waits where it was begun, and is sent by one press", async () => {
    hub();
    keepWork({ place: "/", who: "usr_1", words: "Sum this up", files: ["fil_1"], given: [INPUT] });
    const onSend = vi.fn();
    show(BUYER, <KeptNotice onSend={onSend} onEnd={vi.fn()} />);
    await screen.findByRole("region", { name: "Your work waits" });
    await screen.findByText("may.txt");
    fireEvent.click(screen.getByRole("button", { name: "Send it again" }));
    expect(onSend).toHaveBeenCalledWith([INPUT]);
    expect(keptWork()).toBeNull();
  });
});
