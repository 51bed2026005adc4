import { expect, it } from "vitest";
import { linesOf, moved, parentsFor } from "./tree";

const made = (slug: string, parent: string | null, position: number, archived = false) => ({ slug, name: slug, description: "", parent, position, archived, listings: 0 });
const ALL = [made("b", null, 20), made("a", null, 10), made("a2", "a", 20), made("a1", "a", 10), made("old", null, 5, true), made("a11", "a1", 10)];

it("lays the tree out, with what is archived last", () => {
  expect(linesOf(ALL).map((one) => `${"-".repeat(one.depth)}${one.category.slug}`)).toEqual(["a", "-a1", "--a11", "-a2", "b", "old"]);
});

it("moves one among its siblings, and no further", () => {
  expect(moved(ALL, "a2", -1).map((one) => [one.category.slug, one.position])).toEqual([["a2", 10], ["a1", 20]]);
  expect(moved(ALL, "a1", -1)).toEqual([]);
  expect(moved(ALL, "b", 1)).toEqual([]);
});

it("gives every sibling a place of its own, where some had the same", () => {
  const same = [made("x", null, 0), made("y", null, 0), made("z", null, 0)];
  expect(moved(same, "z", -1).map((one) => [one.category.slug, one.position])).toEqual([["x", 10], ["z", 20], ["y", 30]]);
});

it("puts nothing below itself", () => {
  expect(parentsFor(ALL, "a").map((one) => one.slug)).toEqual(["b"]);
  expect(parentsFor(ALL, null)).toHaveLength(5);
});
