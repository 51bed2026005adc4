import { useQuery } from "@tanstack/react-query";
import { fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { call } from "@/api/client";
import { isUnreached, Problem } from "@/api/problem";
import { useOwnSession, type Me } from "@/api/session";
import { hubThat, mara, refusal, showTo } from "@/test/hub";
import { ReachBanner } from "./reach-banner";

const me = { ...mara, platform_permissions: [] as string[] } as Me;

const bad = () => new Response("<h1>Bad gateway</h1>", { status: 502 });

function Asks() {
  useOwnSession();
  const { data, refetch } = useQuery({ queryKey: ["jobs"], queryFn: () => call("GET /v1/admin/jobs") });
  return <button type="button" onClick={() => void refetch()}>{data ? "has jobs" : "has none"}</button>;
}

afterEach(() => vi.unstubAllGlobals());

it("says that the hub does not answer, and is gone once it does, with what was missed", async () => {
  let there = false;
  hubThat({ "GET /v1/admin/jobs": () => (there ? { data: [], next_cursor: null } : bad()), "GET /v1/me": () => (there ? me : bad()) });
  showTo(me, <><ReachBanner /><Asks /></>);
  expect((await screen.findByRole("alert")).textContent).toContain("The hub does not answer");
  there = true;
  fireEvent.click(screen.getByRole("button", { name: "Try again" }));
  await waitFor(() => expect(screen.queryByRole("alert")).toBeNull());
  await screen.findByRole("button", { name: "has jobs" });
});

it("takes a refusal of the hub's own for an answer", async () => {
  hubThat({ "GET /v1/admin/jobs": () => refusal(503, "unavailable", "The database is away.") });
  showTo(me, <><ReachBanner /><Asks /></>);
  await screen.findByRole("button", { name: "has none" });
  await new Promise((resolve) => setTimeout(resolve));
  expect(screen.queryByRole("alert")).toBeNull();
  expect(isUnreached(new Problem(503, "maintenance", "", null, {}))).toBe(false);
});
