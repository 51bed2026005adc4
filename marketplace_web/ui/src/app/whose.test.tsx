import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Me } from "@/api/session";
import { Whose } from "./whose";

const me = { user: { id: "usr_1", name: "Mara Osei" }, organization: { id: "org_1", name: "Northgate", type: "team" }, scopes: [] } as unknown as Me;
const place = (id: string, name: string, type = "team") => ({ id, name, type, status: "active", role: "member" });
const asked: { url: string; body: unknown }[] = [];

function show(places: unknown[]) {
  asked.length = 0;
  vi.stubGlobal("fetch", (url: string, given: RequestInit) => {
    if (given.method === "POST") asked.push({ url, body: JSON.parse(String(given.body)) });
    return Promise.resolve(new Response(JSON.stringify(url.startsWith("/v1/organizations") ? { data: places, next_cursor: null } : me)));
  });
  const router = createRouter({ routeTree: createRootRoute({ component: () => <Whose me={me} /> }), history: createMemoryHistory() });
  render(<QueryClientProvider client={new QueryClient()}><RouterProvider router={router as never} /></QueryClientProvider>);
}

describe("in whose name one works", () => {
  it("is said, and no button, to whoever has one place", async () => {
    show([place("org_1", "Northgate")]);
    await screen.findByText("Northgate");
    expect(screen.queryByRole("button")).toBeNull();
  });

  it("is changed by whoever has several", async () => {
    show([place("org_1", "Northgate"), place("org_2", "Mara Osei", "personal")]);
    fireEvent.click(await screen.findByRole("button", { name: /You work in Northgate/ }));
    fireEvent.click(await screen.findByRole("menuitem", { name: /Your own/ }));
    await waitFor(() => expect(asked).toEqual([{ url: "/v1/auth/switch", body: { organization_id: "org_2" } }]));
  });

  afterEach(() => vi.unstubAllGlobals());
});
