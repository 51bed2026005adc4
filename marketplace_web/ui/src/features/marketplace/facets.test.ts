import { expect, test } from "vitest";
import { chosenOf, facetsOf } from "./facets";

const COUNTS = { price: { free: 2, per_call: 9 }, channel: { web: 7, mcp: 8, a2a: 9 }, model: { "one/small": 3 }, rating: { "4": 1 } };

test("a facet offers what there is, the most first", () => {
  const [price, channel, model, rating] = facetsOf({}, COUNTS);
  expect(price?.choices.map(({ value, count }) => [value, count])).toEqual([["per_call", 9], ["free", 2]]);
  expect(channel).toMatchObject({ label: "Called by", choices: [{ value: "mcp", text: "MCP", count: 8 }, { value: "web", text: "Web", count: 7 }] });
  expect(model?.choices).toEqual([{ value: "one/small", text: "one/small", count: 3 }]);
  expect(rating?.choices.map(({ value }) => value)).toEqual([4.5, 4, 3]);
  expect(facetsOf({}, COUNTS).map(({ name }) => name)).not.toContain("min_happy");
});

test("what is chosen can be taken away though nothing fits it any more", () => {
  const [price] = facetsOf({ price: "per_second" }, {});
  expect(price).toMatchObject({ name: "price", chosen: "per_second", choices: [{ value: "per_second" }] });
});

test("what narrows a search is said in words", () => {
  expect(chosenOf({ q: "invoice", min_happy: 0.8, verified: true }).map(({ text }) => text)).toEqual(["80% happy and up", "Verified publishers"]);
});
