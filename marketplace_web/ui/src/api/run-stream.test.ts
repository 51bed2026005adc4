import { describe, expect, it } from "vitest";
import { EventSplitter } from "./run-stream";

describe("server-sent events", () => {
  const wire = 'event: run.started\ndata: {"id":"run_1"}\n\n: ping\n\nevent: output.delta\ndata: {"text":"a\\n\\nb"}\n\n';

  it("are whole however the stream is cut", () => {
    for (let size = 1; size < wire.length; size++) {
      const splitter = new EventSplitter();
      const found = [];
      for (let at = 0; at < wire.length; at += size) found.push(...splitter.push(wire.slice(at, at + size)));
      expect(found).toEqual([{ name: "run.started", data: { id: "run_1" } }, { name: "output.delta", data: { text: "a\n\nb" } }]);
    }
  });

  it("are not invented from half an event", () => {
    expect(new EventSplitter().push("event: run.finished\ndata: {")).toEqual([]);
  });
});
