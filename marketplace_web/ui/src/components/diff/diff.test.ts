import { expect, it } from "vitest";
import { compare, isCode, marked, placeName, readable } from "./diff";

const told = (before: string, after: string) => compare(before, after).map(({ kind, text }) => `${{ same: "=", gone: "-", new: "+" }[kind]}${text}`);

it("tells words that went from words that came", () => {
  expect(told("It costs nothing.", "It costs a fortune.")).toEqual(["=It costs ", "-nothing.", "+a fortune."]);
  expect(told("", "New text")).toEqual(["+New text"]);
  expect(told("Old text", "")).toEqual(["-Old text"]);
  expect(told("Same", "Same")).toEqual(["=Same"]);
});

it("puts together again what each side was", () => {
  const [before, after] = ["Reads receipts and bills, in 40 currencies.", "Reads any receipt, and in 50 currencies."];
  const pieces = compare(before, after);
  const side = (without: string) => pieces.filter((one) => one.kind !== without).map((one) => one.text).join("");
  expect(side("new")).toBe(before);
  expect(side("gone")).toBe(after);
});

it("gives up on texts that are too long, and still shows both", () => {
  const long = "word ".repeat(2000);
  expect(compare(long, `${long}!`).map((one) => one.kind)).toEqual(["gone", "new"]);
});

it("reads any value", () => {
  expect(readable(null)).toBe("");
  expect(readable(["a", "b"])).toBe("a\nb");
  expect(readable({ stores_input: false, retention_days: null, regions: [] })).toBe("Stores input: no");
  expect(readable([{ permission: "model", text: "Sends your input to a model." }])).toBe("Sends your input to a model.");
  expect(readable({ a: { b: 1 } })).toBe('{\n  "a": {\n    "b": 1\n  }\n}');
  expect(placeName("manifest/input_schema")).toBe("manifest › input schema");
});

it("marks words, and not the spaces around their lines", () => {
  expect(marked(" or by\n  words ")).toEqual(["", " ", "or by", "\n  ", "words", " ", ""]);
  expect(marked("one word")).toEqual(["one word"]);
  expect(marked("  ")).toEqual(["  "]);
});

it("knows code from words", () => {
  expect([isCode(readable({ a: { b: 1 } })), isCode("Sends [your] input."), isCode("")]).toEqual([true, false, false]);
});
