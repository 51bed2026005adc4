import { QueryClient } from "@tanstack/react-query";
import { fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Me } from "@/api/session";
import { keepOnlyOf, nowOrLater, waitingOf } from "@/api/waiting";
import { OutcomeAsk } from "@/components/run/outcome-ask";
import { hubThat, mara, refusal, showTo } from "@/test/hub";
import { OfflineBanner } from "./offline-banner";
import { sendWaiting } from "./send-waiting";
// Loaded before the clock of a test runs.
import "./waiting-list";

const ME = { ...mara, user: { ...mara.user, id: "usr_1" } } as unknown as Me;
const OUTCOME = "POST /v1/runs/run_1/outcome";
const DONE = { id: "run_1", outcome: { happy: true } };

let online: boolean;

function clientOf(me: Me) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  client.setQueryData(["session"], me);
  return client;
}

const happy = (of = "run_1") => ({ kind: "outcome", of, happy: true, reason: null }) as const;
const never = () => Promise.reject(new Error("nothing is sent offline"));

describe("what is done offline", () => {
  beforeEach(() => {
    online = true;
    vi.spyOn(navigator, "onLine", "get").mockImplementation(() => online);
    localStorage.setItem("laelia-signed-in", "1");
  });
  afterEach(() => {
    keepOnlyOf(null);
    localStorage.clear();
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  });

  it("waits, is listed, and can be taken back", async () => {
    const asked = hubThat({});
    online = false;
    showTo(ME, <><OfflineBanner /><OutcomeAsk runId="run_1" marked={null} /></>);
    fireEvent.click(screen.getByRole("button", { name: "No" }));
    fireEvent.change(screen.getByRole("textbox"), { target: { value: "It left out the date." } });
    fireEvent.click(screen.getByRole("button", { name: "Send" }));
    await screen.findByText(/One thing waits to be sent/);
    expect(screen.getByRole("button", { name: "No" }).getAttribute("aria-pressed")).toBe("true");
    await screen.findByText("It left out the date.");
    fireEvent.click(screen.getByRole("button", { name: /^Undo/ }));
    await screen.findByText("Did this do the job?");
    expect(waitingOf("usr_1")).toEqual([]);
    expect(asked).toEqual([]);
  });

  it("is sent once the network is back, with the key that it was given", async () => {
    online = false;
    await nowOrLater(clientOf(ME), happy(), never);
    const [deed] = waitingOf("usr_1");
    const keys: unknown[] = [];
    vi.stubGlobal("fetch", async (address: string, { headers }: RequestInit) => {
      if (address === "/v1/me") return Response.json(ME);
      keys.push((headers as Record<string, string>)["idempotency-key"]);
      return Response.json(DONE);
    });
    showTo(ME, <><OfflineBanner /><OutcomeAsk runId="run_1" marked={null} /></>);
    await screen.findByText(/You are offline. One thing waits/);
    expect(keys).toEqual([]);
    online = true;
    dispatchEvent(new Event("online"));
    await waitFor(() => expect(waitingOf("usr_1")).toEqual([]));
    expect(keys).toEqual([deed?.id]);
    await screen.findByText("Counted as happy");
    expect(screen.queryByText(/waits to be sent/)).toBeNull();
  });

  it("is the later one of two that are about the same thing", async () => {
    online = false;
    const client = clientOf(ME);
    await nowOrLater(client, happy(), never);
    await nowOrLater(client, happy("run_2"), never);
    await nowOrLater(client, { kind: "outcome", of: "run_1", happy: false, reason: "No date" }, never);
    expect(waitingOf("usr_1").map((one) => [one.of, one.kind === "outcome" && one.happy])).toEqual([["run_2", true], ["run_1", false]]);
  });

  it("waits on while the hub is out of reach, and is told where it is refused", async () => {
    online = false;
    const client = clientOf(ME);
    await nowOrLater(client, happy(), never);
    await nowOrLater(client, happy("run_2"), never);
    online = true;
    hubThat({ "GET /v1/me": () => ME, [OUTCOME]: () => refusal(503, "unavailable", "Later.") });
    expect(await sendWaiting(client)).toEqual({ sent: [], refused: [] });
    expect(waitingOf("usr_1")).toHaveLength(2);
    hubThat({ "GET /v1/me": () => ME, [OUTCOME]: () => refusal(404, "run_not_found", "It is gone."), "POST /v1/runs/run_2/outcome": () => DONE });
    const { sent, refused } = await sendWaiting(client);
    expect(refused.map((one) => [one.deed.of, one.problem.detail])).toEqual([["run_1", "It is gone."]]);
    expect(sent.map((one) => one.of)).toEqual(["run_2"]);
    expect(waitingOf("usr_1")).toEqual([]);
  });

  it("is never sent in another person's name", async () => {
    online = false;
    await nowOrLater(clientOf(ME), happy(), never);
    online = true;
    const other = { ...ME, user: { ...ME.user, id: "usr_2" } } as Me;
    const asked = hubThat({ "GET /v1/me": () => other });
    await sendWaiting(clientOf(other));
    expect(asked.map((one) => one.call)).toEqual(["GET /v1/me"]);
    expect(waitingOf("usr_1")).toEqual([]);
  });

  it("throws what is refused at once, and keeps nothing then", async () => {
    const refused = new Error("no");
    await expect(nowOrLater(clientOf(ME), happy(), () => Promise.reject(refused))).rejects.toBe(refused);
    expect(waitingOf("usr_1")).toEqual([]);
  });
});
