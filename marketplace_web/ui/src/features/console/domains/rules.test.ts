import { expect, it } from "vitest";
import { FaultyLine, parseRules } from "./rules";

it("reads lists as the export writes them", () => {
  expect(parseRules('domain,effect,reason\r\na.test,block,Spam\r\n*.b.test,allow,"Partners, and friends"\n\nc.test, Abuse\n')).toEqual([
    { domain: "a.test", effect: "block", reason: "Spam" },
    { domain: "*.b.test", effect: "allow", reason: "Partners, and friends" },
    { domain: "c.test", effect: "block", reason: "Abuse" },
  ]);
});

it.each([["a.test,block", 1], ["a.test,block,x\nnothing", 2], ["@a.test,block,x", 1]])("says which line is none: %j", (text, line) => {
  expect(() => parseRules(text)).toThrow(new FaultyLine(line));
});
