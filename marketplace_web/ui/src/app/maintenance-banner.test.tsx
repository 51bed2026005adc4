import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor } from "@testing-library/react";
import { beforeEach, expect, it, vi } from "vitest";
import { usePaused, type Me } from "@/api/session";
import { hubThat, mara, showTo } from "@/test/hub";
import { at } from "@/lib/format";
import { PausingButton } from "@/components/pausing-button";
import { MaintenanceBanner } from "./maintenance-banner";

const told = (maintenance: Me["maintenance"], platform_role: string | null = null) => ({ ...mara, user: { ...mara.user, platform_role }, maintenance }) as Me;

function Runs() {
  return <button type="button" disabled={usePaused()}>{"run"}</button>;
}

const show = (me: Me) => showTo(me, <><MaintenanceBanner /><Runs /></>);
const canRun = () => !screen.getByRole<HTMLButtonElement>("button").disabled;

beforeEach(() => {
  localStorage.setItem("laelia-signed-in", "1");
  hubThat({});
  return () => {
    localStorage.clear();
    vi.unstubAllGlobals();
  };
});

it("says nothing, and stops nobody, while nothing is going on", () => {
  show(told(null));
  expect(screen.queryByRole("status")).toBeNull();
  expect(canRun()).toBe(true);
});

it("tells what the platform says, and until when; runs wait", async () => {
  show(told({ message: "We move.", until: "2026-12-01T06:00:00Z" }));
  expect((await screen.findByRole("status")).textContent).toBe(`We move. Expected to end: ${at("2026-12-01T06:00:00Z")}.`);
  expect(canRun()).toBe(false);
});

it("stops nobody with a role on the platform", async () => {
  show(told({ message: "We move.", until: null }, "superadmin"));
  expect((await screen.findByRole("status")).textContent).toBe("We move. ");
  expect(canRun()).toBe(true);
});

it("tells whoever is not signed in once something was refused, until it is over", async () => {
  localStorage.clear();
  let says: Me["maintenance"] = { message: "We move.", until: "2026-12-01T06:00:00Z" };
  hubThat({ "GET /v1/maintenance": () => ({ maintenance: says }) });
  const client = new QueryClient();
  render(<QueryClientProvider client={client}><MaintenanceBanner /><Runs /></QueryClientProvider>);
  expect(canRun()).toBe(true);
  await client.invalidateQueries({ queryKey: ["session"] });
  expect((await screen.findByRole("status")).textContent).toContain("We move. Expected to end");
  expect(canRun()).toBe(false);
  says = null;
  await client.invalidateQueries({ queryKey: ["session"] });
  await waitFor(() => expect(screen.queryByRole("status")).toBeNull());
  expect(canRun()).toBe(true);
});

it("offers nothing that would be refused", async () => {
  showTo(told({ message: "We move.", until: null }), <PausingButton>{"Enable"}</PausingButton>);
  expect((await screen.findByRole<HTMLButtonElement>("button", { name: "Paused for maintenance" })).disabled).toBe(true);
});
