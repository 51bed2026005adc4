import { expect, it } from "vitest";
import { consolePages } from "./routes";

it("gives every page of the console a title of its own", () => {
  const titles = consolePages.map((page) => page.title);
  expect(new Set(titles).size).toBe(titles.length);
  expect(titles.filter((title) => !title.endsWith(": Laelia"))).toEqual([]);
});
