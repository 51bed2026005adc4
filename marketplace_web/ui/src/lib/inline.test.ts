import { expect, test } from "vitest";
import { pieces } from "./inline";

test("code and links are found, and the rest stays to the letter", () => {
  expect(pieces("Send `POST /v1/runs/{id}` or read [the errors](/docs/errors#a).")).toEqual([
    { kind: "plain", text: "Send " },
    { kind: "code", text: "POST /v1/runs/{id}" },
    { kind: "plain", text: " or read " },
    { kind: "link", text: "the errors", to: "/docs/errors#a" },
    { kind: "plain", text: "." },
  ]);
});

test("a line that begins and ends with a mark has no empty pieces", () => {
  expect(pieces("`a``b`")).toEqual([{ kind: "code", text: "a" }, { kind: "code", text: "b" }]);
  expect(pieces("")).toEqual([]);
});

test("what only looks like a mark is text", () => {
  for (const line of ["an open ` mark", "[a list]", "[words] (apart)", "[words](with blank s)"]) {
    expect(pieces(line)).toEqual([{ kind: "plain", text: line }]);
  }
});
