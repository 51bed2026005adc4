import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, createRootRoute, createRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { render, screen } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import RunPage from "./run-page";

const BASE = { agent_id: "laelia", agent_version: "1", model: "small", usage: { input_tokens: 40, output_tokens: 8 }, receipt: null, attempts: [] };
const STEP = { agent_id: "agt_1", name: "Summarize", run_id: "run_2", why: "It is nearest.", cost: { credits: "0.2" } };
const BEGUN = { ...BASE, id: "run_1", status: "running", output: null, cost: { credits: "0" }, input: "Sum it up", created_at: "2026-11-01T10:00:00Z" };
const DONE = { ...BEGUN, status: "succeeded", output: { text: "Sales rose.", steps: [STEP] }, cost: { credits: "0.3" }, finished_at: "2026-11-01T10:00:04Z" };
const CHILD = { ...BASE, id: "run_2", agent_id: "agt_1", status: "succeeded", output: "Sales rose.", cost: { credits: "0.2" }, created_at: "2026-11-01T10:00:01Z", finished_at: "2026-11-01T10:00:03Z" };

const wire = (name: string, data: unknown) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
const CALLED = wire("tool.called", { id: "run_2", name: "summarize", agent_id: "agt_1" });
let kept: unknown;
/** What each connection to the run's events is told, in turn; the last one stays open. */
let streams: (() => ReadableStream<Uint8Array>)[];

const told = (text: string, open = false) => () => new ReadableStream<Uint8Array>({
  start(control) {
    control.enqueue(new TextEncoder().encode(text));
    if (!open) control.close();
  },
});

async function hub(address: string) {
  if (address === "/v1/runs/run_1") return Response.json(kept);
  if (address === "/v1/runs/run_2") return Response.json(CHILD);
  if (address === "/v1/runs/run_1/events") return new Response(streams.shift()?.(), { headers: { "content-type": "text/event-stream" } });
  if (address.startsWith("/v1/agents?")) return Response.json({ data: [], next_cursor: null });
  throw new Error(address);
}

function show(run: unknown) {
  kept = run;
  const root = createRootRoute();
  const page = createRoute({ getParentRoute: () => root, path: "/app/runs/$id", component: RunPage });
  const router = createRouter({ routeTree: root.addChildren([page]), scrollRestoration: false, history: createMemoryHistory({ initialEntries: ["/app/runs/run_1"] }) });
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(<QueryClientProvider client={client}><RouterProvider router={router as never} /></QueryClientProvider>);
}

describe("the page of a run", () => {
  beforeEach(() => void vi.stubGlobal("fetch", hub));

  it("shows the steps of a run that is over, with the time and cost of each", async () => {
    show(DONE);
    await screen.findByText("Did this do the job?");
    expect((await screen.findByText("2.0 s")).closest("li")?.textContent).toBe("Summarize2.0 s0.2 credits");
    expect(document.querySelector("[data-graph]")?.getAttribute("data-graph")).toBe("done");
    expect(screen.getByRole("link", { name: "Ask again" }).getAttribute("href")).toBe("/app/ask?agent=laelia&run=run_1");
  });

  it("follows one that is under way, and takes its events up again where they break", async () => {
    streams = [told(CALLED), told(wire("output.delta", { text: "Sales rose" }), true)];
    show(BEGUN);
    await screen.findByText("Sales rose", {}, { timeout: 4000 });
    expect(document.querySelector("[data-step]")?.getAttribute("data-step")).toBe("running");
  });

  it("is the run that its last event tells", async () => {
    streams = [told(CALLED + wire("run.finished", DONE))];
    show(BEGUN);
    await screen.findByText("Did this do the job?");
    expect(screen.getByText("0.3 credits")).toBeTruthy();
  });
});
