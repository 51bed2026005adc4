import { createMemoryHistory, createRootRoute, createRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { done, hubThat, mara, showTo } from "@/test/hub";
import InboxPage from "./inbox-page";

const notice = { id: "ntf_1", category: "billing", organization_id: "org_1", subject: "A payment failed", text: "See to it.", link: "/app/credits?tab=plans", created_at: "2026-01-01T00:00:00Z", read_at: null };
const old = { ...notice, id: "ntf_2", subject: "Welcome", link: null, read_at: "2026-01-02T00:00:00Z" };

function show() {
  const root = createRootRoute();
  const inbox = createRoute({ getParentRoute: () => root, path: "/", component: InboxPage });
  const credits = createRoute({ getParentRoute: () => root, path: "/app/credits", component: () => <h1>{"Credits"}</h1> });
  const router = createRouter({ routeTree: root.addChildren([inbox, credits]), history: createMemoryHistory() });
  showTo(mara, <RouterProvider router={router as never} />);
  return router;
}

const replies = {
  "GET /v1/notifications?unread=false&limit=25": () => ({ data: [notice, old], next_cursor: null }),
  "GET /v1/notifications?unread=true&limit=25": () => ({ data: [notice], next_cursor: null }),
  "GET /v1/notifications/preferences": () => ({ preferences: [] }),
  "POST /v1/notifications/ntf_1/read": done,
};

afterEach(() => vi.unstubAllGlobals());

describe("the inbox", () => {
  it("leads to where a notice is acted on, and marks it as read", async () => {
    const asked = hubThat(replies);
    const router = show();
    fireEvent.click(await screen.findByRole("link", { name: /A payment failed/ }));
    await screen.findByRole("heading", { name: "Credits" });
    expect(router.state.location.search).toEqual({ tab: "plans" });
    await waitFor(() => expect(asked.map((one) => one.call)).toContain("POST /v1/notifications/ntf_1/read"));
  });

  it("shows what is unread alone, if wanted", async () => {
    hubThat(replies);
    show();
    await screen.findByText("Welcome");
    expect(screen.queryByRole("link", { name: /Welcome/ })).toBeNull();
    fireEvent.click(screen.getByLabelText("Unread only"));
    await waitFor(() => expect(screen.queryByText("Welcome")).toBeNull());
    await screen.findByText("A payment failed");
  });
});
