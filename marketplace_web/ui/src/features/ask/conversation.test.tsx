import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
// Loaded before the clock of a test runs.
import "@/components/run/again-menu";
import { Conversation } from "./conversation";
import { useConversation } from "./use-conversation";

const RUN = { id: "run_1", agent_id: "laelia", status: "succeeded", input: "Sum it up", output: "Sales rose.", model: "small", cost: { credits: "0.1" }, usage: {}, attempts: [], receipt: null };
const MESSAGES = [{ id: "msg_1", run_id: "run_1", role: "user", text: "Sum it up" }, { id: "msg_2", run_id: "run_1", role: "assistant", text: "Sales rose." }];
const AGENT = { id: "laelia", name: "Laelia", tagline: "", features: [], price: null, enabled: true, publisher: { name: "Laelia" }, kind: "prompt", proven_models: ["small", "large"], use_cases: [], examples: [] };
let sent: { address: string; body: Record<string, unknown> }[];

/** A hub that keeps one conversation, and answers whatever it is asked. */
async function hub(address: string, { method = "GET", body }: RequestInit = {}) {
  if (method === "POST") sent.push({ address, body: JSON.parse(String(body)) as Record<string, unknown> });
  if (address.endsWith("/outcome")) return Response.json({ ...RUN, outcome: { happy: true } });
  if (address.endsWith("/invoke")) return new Response(`event: run.finished\ndata: ${JSON.stringify({ ...RUN, id: "run_2", output: "Sales rose a lot." })}\n\n`, { headers: { "content-type": "text/event-stream" } });
  if (address === "/v1/sessions/ses_1") return Response.json({ messages: MESSAGES });
  if (address === "/v1/runs/run_1") return Response.json(RUN);
  if (address === "/v1/agents/laelia") return Response.json(AGENT);
  throw new Error(`${method} ${address}`);
}

function Page() {
  const talk = useConversation();
  return <><button type="button" onClick={() => talk.begin("ses_1")}>{"open"}</button><Conversation talk={talk} agentId="laelia" onSuggest={() => undefined} /></>;
}

async function show() {
  const router = createRouter({ routeTree: createRootRoute({ component: Page }), scrollRestoration: false, history: createMemoryHistory({ initialEntries: ["/"] }) });
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(<QueryClientProvider client={client}><RouterProvider router={router as never} /></QueryClientProvider>);
  fireEvent.click(await screen.findByRole("button", { name: "open" }));
  await screen.findByText("Did this do the job?");
}

describe("a conversation that is taken up again", () => {
  beforeEach(() => {
    sent = [];
    vi.stubGlobal("fetch", hub);
    Element.prototype.scrollIntoView = () => undefined;
  });

  it("asks of each answer whether it did the job, and leads to its run", async () => {
    await show();
    expect(screen.getByRole("link", { name: "Open the run" }).getAttribute("href")).toBe("/app/runs/run_1");
    fireEvent.click(screen.getByRole("button", { name: "Yes" }));
    await screen.findByText("Counted as happy");
    expect(sent).toEqual([{ address: "/v1/runs/run_1/outcome", body: { happy: true, reason: null } }]);
  });

  it("tries again with the model that is chosen, and keeps what was said", async () => {
    await show();
    fireEvent.click(await screen.findByRole("button", { name: "Try again with…" }));
    fireEvent.click(await screen.findByRole("menuitem", { name: "large" }));
    await screen.findByText("Sales rose a lot.");
    expect(sent).toEqual([{ address: "/v1/agents/laelia/invoke", body: { input: "Sum it up", model: "large", session_id: "ses_1" } }]);
    await waitFor(() => expect(screen.getAllByRole("button", { name: "Try again with…" })).toHaveLength(2));
    expect(screen.getByText("Sales rose.")).toBeTruthy();
  });
});
