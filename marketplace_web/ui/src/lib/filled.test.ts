import { expect, test } from "vitest";
import { filled } from "./filled";

const filling = { origin: "https://hub.example", agent: "agt_1", slug: "sum", input: { text: "it's {slug}" } };

test("what the reader has stands in the example, and other braces stay", () => {
  expect(filled("{origin}/v1/agents/{agent}/invoke {agent_id}", filling)).toBe("https://hub.example/v1/agents/agt_1/invoke {agent_id}");
  expect(filled('call("{slug}", {input})', filling)).toBe('call("sum", {"text":"it\'s {slug}"})');
});

test("a bare text is an object where a tool is called, and itself over HTTP", () => {
  expect(filled("{input} {body}", { ...filling, input: "hello" })).toBe('{"text":"hello"} {"input":"hello"}');
});

test("an input cannot end the quotation that a shell reads", () => {
  expect(filled("-d '{body}'", filling)).toBe(`-d '{"input":{"text":"it'\\''s {slug}"}}'`);
});
