import { afterEach, describe, expect, it, vi } from "vitest";
import { addressOf, call } from "./client";
import { Offline, Problem } from "./problem";

const answer = (status: number, body: unknown) => new Response(status === 204 ? null : JSON.stringify(body), { status, headers: { "x-request-id": "req_1" } });
const network = vi.fn<typeof fetch>();

describe("a call", () => {
  vi.stubGlobal("fetch", network);
  afterEach(() => network.mockReset());

  it("fills its address and leaves out what is empty", () => {
    expect(addressOf("/v1/runs/{run_id}", { run_id: "run/1" })).toBe("/v1/runs/run%2F1");
    expect(addressOf("/v1/agents", {}, { q: "a b", category: undefined, cursor: null, limit: 20 })).toBe("/v1/agents?q=a+b&limit=20");
  });

  it("answers what the hub answered", async () => {
    network.mockResolvedValueOnce(answer(200, { data: [], next_cursor: null }));
    expect(await call("GET /v1/agents")).toEqual({ data: [], next_cursor: null });
    network.mockResolvedValueOnce(answer(204, null));
    expect(await call("POST /v1/auth/logout")).toBeUndefined();
  });

  it("tells a refusal by its code, with the faults of each field", async () => {
    const body = { code: "invalid_input", detail: "No.", errors: [{ pointer: "/email", detail: "is not an address" }] };
    network.mockResolvedValueOnce(answer(422, body));
    const problem = await call("GET /v1/agents").catch((error: unknown) => error);
    expect(problem).toBeInstanceOf(Problem);
    expect(problem).toMatchObject({ status: 422, code: "invalid_input", requestId: "req_1", faults: { email: "is not an address" } });
  });

  it("tells a network that carries nothing from a refusal", async () => {
    network.mockRejectedValueOnce(new TypeError("failed"));
    expect(await call("GET /v1/agents").catch((error: unknown) => error)).toBeInstanceOf(Offline);
    network.mockResolvedValueOnce(new Response("<html>", { status: 502 }));
    expect(await call("GET /v1/agents").catch((error: unknown) => error)).toMatchObject({ status: 502, code: "unknown" });
  });
});
