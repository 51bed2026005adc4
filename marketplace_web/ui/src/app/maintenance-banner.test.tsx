import { screen } from "@testing-library/react";
import { beforeEach, expect, it, vi } from "vitest";
import { usePaused, type Me } from "@/api/session";
import { hubThat, mara, showTo } from "@/test/hub";
import { at } from "@/lib/format";
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
