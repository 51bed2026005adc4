import { describe, expect, it } from "vitest";
import { inPython, snippets } from "./snippets";

describe("an agent's snippets", () => {
  it("write what is given to it as each language does", () => {
    expect(inPython({ text: 'a "b"\n', on: true, off: false, none: null, list: [1, 2.5] })).toBe('{"text": "a \\"b\\"\\n", "on": True, "off": False, "none": None, "list": [1, 2.5]}');
  });

  it("call it by its ID in five ways, with the reader's key where there is one", () => {
    const ways = snippets({ origin: "https://hub.example", agentId: "agt_1", key: "lae_live_1", input: { text: "Hi", exact: true } });
    expect(ways.map((one) => one.value)).toEqual(["http", "mcp", "mcp-sdk", "openai", "anthropic"]);
    for (const { code } of ways) expect(code).toMatch(/lae_live_1/);
    for (const { code } of ways) expect(code).toMatch(/agt_1/);
    const sdk = ways.find((one) => one.value === "mcp-sdk");
    expect(sdk?.code).toContain('call_tool(tools[0].name, {"text": "Hi", "exact": True})');
  });
});
