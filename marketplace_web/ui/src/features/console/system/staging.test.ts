import { expect, it } from "vitest";
import { grouped, parsed, shapeOf, withChange } from "./staging";

it("asks for a value by its schema", () => {
  expect(shapeOf({ type: "boolean" })).toMatchObject({ kind: "switch", optional: false });
  expect(shapeOf({ anyOf: [{ type: "integer", minimum: 1, maximum: 90 }, { type: "null" }] })).toEqual({ kind: "number", choices: [], from: 1, to: 90, optional: true });
  expect(shapeOf({ enum: ["open", "closed"] })).toMatchObject({ kind: "choice", choices: ["open", "closed"] });
  expect(shapeOf({ type: "string" }).kind).toBe("text");
});

it("keeps changes alone, and forgets one that is taken back", () => {
  const setting = { name: "a.b", value: 5 };
  const changed = withChange({ "c.d": true }, setting, 7);
  expect(changed).toEqual({ "c.d": true, "a.b": 7 });
  expect(withChange(changed, setting, 5)).toEqual({ "c.d": true });
  expect(withChange({}, setting, null)).toEqual({ "a.b": null });
});

it("reads what was typed", () => {
  const number = shapeOf({ type: "integer" });
  expect([parsed(number, "7"), parsed(number, "7.5"), parsed(number, ""), parsed({ ...number, optional: true }, "")]).toEqual([7, undefined, undefined, null]);
  expect(parsed(shapeOf({ type: "string" }), "x")).toBe("x");
});

const made = (name: string, help: string) => ({ name, help, variable: "", value_schema: {}, default: 1, value: 1, source: "default" as const, locked: false });

it("finds settings by words of their help, in their groups", () => {
  const all = [made("mail.sender_name", "Who writes"), made("mail.host", "The server"), made("limits.runs", "How many")];
  expect(grouped(all, "").map(([group, found]) => [group, found.length])).toEqual([["mail", 2], ["limits", 1]]);
  expect(grouped(all, "SERVER").map(([group]) => group)).toEqual(["mail"]);
});
