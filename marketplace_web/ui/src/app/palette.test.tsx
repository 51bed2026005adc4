import { createMemoryHistory, createRootRoute, createRoute, createRouter, Outlet, RouterProvider } from "@tanstack/react-router";
import { fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Me } from "@/api/session";
import { consolePages } from "@/features/console/routes";
import { hubThat, mara, showTo } from "@/test/hub";
import { furtherPlacesOf } from "./further-places";
import Palette from "./palette";
import { useShell } from "./state";

const EVERYTHING = ["marketplace.moderate", "billing.administer", "organizations.read", "users.read", "administrators.read", "support.read", "domains.read", "settings.read", "metrics.read", "outbox.read", "audit.read"];
const withRole = (platform_permissions: string[]) => ({ ...mara, user: { ...mara.user, platform_role: "superadmin" }, platform_permissions }) as Me;
const alone = { ...mara, platform_permissions: [] as string[] } as Me;
const admin = { ...alone, organization: { ...mara.organization, type: "team", name: "Northgate" } } as Me;

const labelsOf = (me: Me, id: string) => furtherPlacesOf(me).find((group) => group.id === id)?.places.map(({ label }) => label);

describe("what lies behind the workspace", () => {
  it("is the studio alone for who works alone", () => {
    expect(furtherPlacesOf(alone).map(({ id }) => id)).toEqual(["studio"]);
  });

  it("is an organization's settings for its admins", () => {
    expect(labelsOf(admin, "organization")).toContain("Audit log");
    expect(labelsOf({ ...admin, scopes: [] }, "organization")).toBeUndefined();
  });

  it("is every page of the console for whoever may open all", () => {
    const led = furtherPlacesOf(withRole(EVERYTHING)).flatMap(({ places }) => places.map(({ to }) => to));
    const pages = consolePages.map(({ path }) => path).filter((path) => !path.includes("$"));
    expect(pages.filter((path) => !led.includes(path))).toEqual([]);
  });

  it("is of the console what their role may do", () => {
    expect(labelsOf(withRole(["users.read"]), "console")).toEqual(["Overview", "People"]);
  });
});

function show(me: Me, at: string) {
  const root = createRootRoute({ component: () => <><Palette /><Outlet /></> });
  const page = (path: string) => createRoute({ getParentRoute: () => root, path, component: () => null });
  const router = createRouter({ routeTree: root.addChildren(["/app", "/console", "/console/money", "/console/people"].map(page)), history: createMemoryHistory({ initialEntries: [at] }) });
  showTo(me, <RouterProvider router={router as never} />);
  return router;
}

const type = async (value: string) => fireEvent.change(await screen.findByRole("combobox"), { target: { value } });
const option = (name: RegExp) => screen.findByRole("option", { name });

describe("the palette", () => {
  beforeEach(() => {
    localStorage.setItem("laelia-signed-in", "1");
    hubThat({ "GET /v1/agents?enabled=true&limit=100": () => ({ data: [], next_cursor: null }) });
    useShell.getState().setPalette(true);
    return () => useShell.getState().setPalette(false);
  });
  afterEach(() => {
    localStorage.clear();
    vi.unstubAllGlobals();
  });

  it("leads to a list behind money by its name", async () => {
    const router = show(withRole(EVERYTHING), "/app");
    await type("reco");
    const found = await option(/^Reconciliation/);
    expect(screen.queryByRole("option", { name: /^Collections/ })).toBeNull();
    fireEvent.click(found);
    await waitFor(() => expect(router.state.location.href).toBe("/console/money?tab=compared"));
    expect(useShell.getState().paletteOpen).toBe(false);
  });

  it("finds a place by another word for it", async () => {
    const router = show(withRole(EVERYTHING), "/app");
    await type("users");
    fireEvent.click(await option(/^People/));
    await waitFor(() => expect(router.state.location.pathname).toBe("/console/people"));
  });

  it("has none of the console's before something is typed, but in the console", async () => {
    show(withRole(EVERYTHING), "/app");
    await screen.findByRole("combobox");
    expect(screen.queryByRole("option", { name: /^Moderation/ })).toBeNull();
  });

  it("has the console's at once in the console", async () => {
    show(withRole(EVERYTHING), "/console");
    await option(/^Moderation/);
    expect(screen.queryByRole("option", { name: /^Earnings/ })).toBeNull();
  });

  it("shows none of it to whoever has no role", async () => {
    show(alone, "/app");
    await type("e");
    await option(/^Earnings/);
    expect(screen.queryByRole("option", { name: /Platform/ })).toBeNull();
    expect(screen.queryByRole("option", { name: /^Reconciliation|^Moderation/ })).toBeNull();
  });
});
