import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { KeyDialog } from "./key-dialog";

const answer = (body: unknown) => Promise.resolve(new Response(JSON.stringify(body)));
const agents = { data: [{ id: "agt_1", name: "Summarize" }, { id: "agt_2", name: "Translate" }], next_cursor: null };

describe("a new key", () => {
  it("is for chosen agents and for some days, if its maker says so", async () => {
    const asked: Record<string, unknown>[] = [];
    vi.stubGlobal("fetch", (_: string, given: RequestInit) => {
      if (given.method !== "POST") return answer(agents);
      asked.push(JSON.parse(String(given.body)) as Record<string, unknown>);
      return answer({ key: "lak_shown" });
    });
    render(<QueryClientProvider client={new QueryClient()}><KeyDialog open onOpenChange={() => undefined} /></QueryClientProvider>);
    fireEvent.change(screen.getByLabelText("What is it for?"), { target: { value: "Nightly" } });
    fireEvent.change(await screen.findByLabelText("Which agents may it call?"), { target: { value: "some" } });
    expect(screen.getByRole<HTMLButtonElement>("button", { name: "Make the key" }).disabled).toBe(true);
    fireEvent.click(screen.getByLabelText("Translate"));
    fireEvent.change(screen.getByLabelText("Until when?"), { target: { value: "30" } });
    fireEvent.click(screen.getByRole("button", { name: "Make the key" }));
    await waitFor(() => expect(asked).toHaveLength(1));
    expect(asked[0]).toMatchObject({ name: "Nightly", agent_ids: ["agt_2"], budget: null });
    const days = (new Date(String(asked[0]?.expires_at)).getTime() - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(30);
  });

  afterEach(() => vi.unstubAllGlobals());
});
