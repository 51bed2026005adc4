import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { IDLE, reduceRun } from "@/components/run/run-state";
import { Narrow } from "./narrow";

const THREAD = { id: "ses_1", agent_id: "laelia", title: "Sales of May", updated_at: "2026-11-01T10:00:00Z" };
const running = reduceRun(IDLE, { name: "tool.called", data: { id: "run_2", name: "summarize", agent_id: "agt_1" } });

/** A hub that keeps one conversation. */
async function hub(address: string) {
  if (!address.startsWith("/v1/sessions")) throw new Error(address);
  return Response.json({ data: [THREAD], next_cursor: null });
}

function show() {
  const onThread = vi.fn();
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(<QueryClientProvider client={client}><Narrow state={running} agentId="laelia" threadId={null} onThread={onThread} /></QueryClientProvider>);
  return onThread;
}

describe("what a narrow screen has in place of the columns", () => {
  beforeEach(() => void vi.stubGlobal("fetch", hub));
  afterEach(() => void vi.stubGlobal("fetch", undefined));

  it("opens earlier conversations, and closes with the one that is chosen", async () => {
    const onThread = show();
    fireEvent.click(screen.getByRole("button", { name: "Conversations" }));
    await screen.findByRole("dialog", { name: "Conversations" });
    fireEvent.click(await screen.findByRole("button", { name: /^Sales of May/ }));
    expect(onThread).toHaveBeenCalledWith("ses_1");
    await vi.waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });

  it("opens the run, with its petals and its graph", async () => {
    show();
    fireEvent.click(screen.getByRole("button", { name: "What happened" }));
    const dialog = await screen.findByRole("dialog", { name: "What happened" });
    expect(dialog.querySelector("[data-petals]")?.getAttribute("data-petals")).toContain("1");
    expect(dialog.querySelector("[data-graph]")?.getAttribute("data-graph")).toBe("running");
  });
});
