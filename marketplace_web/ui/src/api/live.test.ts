import { renderHook, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { foldLive, useLiveRuns, type LiveRun } from "./live";

const run = (id: string, status: string) => ({ id, agent_id: "agt_1", status, cost: { credits: "0.1" } }) as LiveRun;
const latest = (...runs: LiveRun[]) => ({ name: "runs.latest", data: { data: runs } });
const changed = (one: LiveRun) => ({ name: "run.changed", data: one as unknown as Record<string, unknown> });
const ids = (runs: readonly LiveRun[] | null) => runs?.map((one) => one.id);
const said = (name: string, data: unknown) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;

describe("live runs", () => {
  it("show what is under way first, each run once", () => {
    let known = foldLive(null, latest(run("run_1", "running"), run("run_3", "succeeded"), run("run_2", "succeeded")));
    expect(ids(known)).toEqual(["run_1", "run_3", "run_2"]);
    known = foldLive(known, changed(run("run_4", "queued")));
    known = foldLive(known, changed(run("run_1", "succeeded")));
    expect(ids(known)).toEqual(["run_4", "run_3", "run_2", "run_1"]);
    expect(foldLive(known, { name: "ping", data: {} })).toBe(known);
  });

  it("go on over a new stream when one has ended, and end with the page", async () => {
    const signals: (AbortSignal | null | undefined)[] = [];
    const streams = [said("runs.latest", { data: [run("run_1", "running")] }), said("run.changed", run("run_2", "running"))];
    vi.stubGlobal("fetch", (_: string, given: RequestInit) => {
      signals.push(given.signal);
      const text = streams.shift();
      // The third stays open, as a stream without news does.
      return Promise.resolve(new Response(text ?? new ReadableStream()));
    });
    const { result, unmount } = renderHook(() => useLiveRuns());
    await waitFor(() => expect(ids(result.current)).toEqual(["run_2", "run_1"]));
    await waitFor(() => expect(signals).toHaveLength(3));
    unmount();
    expect(signals.every((signal) => signal?.aborted)).toBe(true);
  });

  afterEach(() => vi.unstubAllGlobals());
});
