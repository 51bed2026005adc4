import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Me } from "@/api/session";
import type { Detail } from "@/api/shown";
import type { Update } from "@/api/updates";
import { UpdateNotice } from "./update-notice";

const waiting: Update = {
  agent_id: "agt_1", entitlement_id: "ent_1", user_id: null, version: "1.0.0", offered: "2.0.0",
  asks_for_more: ["Sends your input to parcels.example."],
  steps: [{ version: "2.0.0", note: "It knows where parcels are.", level: "major", created_at: "2026-11-20T08:00:00Z" }],
  differences: [{ field: "tagline", before: "Before", after: "After" }],
};
const agent = { id: "agt_1", name: "Parcels" } as Detail;
const me = (...scopes: string[]) => ({ scopes }) as unknown as Me;
const sent: string[] = [];

/** The hub as it is before and after a yes. */
function show(told: Update, who: Me) {
  let now = told;
  sent.length = 0;
  vi.stubGlobal("fetch", async (address: string, { method, body }: RequestInit) => {
    if (method === "POST") {
      sent.push(`${address} ${String(body)}`);
      now = { ...told, version: "2.0.0", offered: null, asks_for_more: [], steps: [], differences: [] };
    }
    return Response.json(now);
  });
  const client = new QueryClient();
  render(<QueryClientProvider client={client}><UpdateNotice agent={agent} me={who} /></QueryClientProvider>);
  return client;
}

afterEach(() => vi.unstubAllGlobals());

describe("a version that asks for more", () => {
  it("says what changes, and is used once that is agreed to", async () => {
    show(waiting, me("agents:write"));
    await screen.findByRole("region", { name: "Version 2.0.0 asks for more" });
    for (const text of [/You stay at version 1.0.0/, "Sends your input to parcels.example.", "It knows where parcels are.", "Also changed: Tagline."]) expect(screen.getByText(text)).toBeTruthy();
    fireEvent.click(screen.getByRole("button", { name: "Agree and use 2.0.0" }));
    await waitFor(() => expect(screen.queryByRole("region")).toBeNull());
    expect(sent).toEqual(['/v1/agents/agt_1/accept {"version":"2.0.0"}']);
  });

  it("is agreed to by an admin where the agent is enabled for all, and by oneself where it is one's own", async () => {
    show(waiting, me("agents:invoke"));
    await screen.findByText("An admin of your team can agree to it.");
    expect(screen.queryByRole("button")).toBeNull();
    show({ ...waiting, user_id: "usr_1" }, me("agents:invoke"));
    expect(await screen.findByRole("button", { name: "Agree and use 2.0.0" })).toBeTruthy();
  });

  it("is nothing where the newest is used", async () => {
    const client = show({ ...waiting, offered: null }, me("agents:write"));
    await waitFor(() => expect(client.getQueryData(["agent", "agt_1", "update"])).toBeTruthy());
    expect(screen.queryByRole("region")).toBeNull();
  });
});
