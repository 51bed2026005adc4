import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Agent } from "@/api/catalog";
import { hubThat } from "@/test/hub";
import { Toasts } from "@/ui/toast";
import AgentActs from "./agent-acts";

const AGENT = { id: "agt_1", name: "Tidy", status: "active" } as Agent;

function show(agent: Agent) {
  const router = createRouter({ routeTree: createRootRoute({ component: () => <><AgentActs agent={agent} /><Toasts /></>, notFoundComponent: () => null }), scrollRestoration: false, history: createMemoryHistory({ initialEntries: ["/"] }) });
  render(<QueryClientProvider client={new QueryClient()}><RouterProvider router={router as never} /></QueryClientProvider>);
  return router;
}

describe("what can be done with an agent of one's own", () => {
  afterEach(() => {
    cleanup();
    vi.unstubAllGlobals();
  });

  it("is archived after a question, and brought back by undo", async () => {
    const asked = hubThat({ "POST /v1/agents/agt_1/archive": () => AGENT, "POST /v1/agents/agt_1/unarchive": () => AGENT });
    show(AGENT);
    fireEvent.click(await screen.findByRole("button", { name: "Archive" }));
    const dialog = await screen.findByRole("dialog", { name: "Archive Tidy?" });
    expect(asked).toEqual([]);
    fireEvent.click([...dialog.querySelectorAll("button")].find((one) => one.textContent === "Archive") as HTMLElement);
    fireEvent.click(await screen.findByRole("button", { name: "Undo" }));
    await waitFor(() => expect(asked.map((one) => one.call)).toEqual(["POST /v1/agents/agt_1/archive", "POST /v1/agents/agt_1/unarchive"]));
  });

  it("is copied into a draft that opens", async () => {
    hubThat({ "POST /v1/agents/agt_1/clone": () => ({ ...AGENT, id: "agt_2", name: "Copy of Tidy" }) });
    const router = show({ ...AGENT, status: "archived" });
    expect(await screen.findByRole("button", { name: "Bring it back" })).toBeTruthy();
    fireEvent.click(screen.getByRole("button", { name: "Make a copy" }));
    await waitFor(() => expect(router.state.location.href).toBe("/studio/new?draft=agt_2"));
  });
});
