import { expect, it } from "vitest";
import { lastHour, totalOf } from "./pace";

const NOW = Date.parse("2026-11-28T12:30:40Z");

it("has every minute of the hour, the one under way last", () => {
  const found = lastHour([{ minute: "2026-11-28T12:29:00.000Z", runs: 4, failed: 1 }, { minute: "2026-11-28T11:00:00.000Z", runs: 9, failed: 9 }], NOW);
  expect(found).toHaveLength(60);
  expect(found.at(-1)?.minute).toBe("2026-11-28T12:30:00.000Z");
  expect(found.at(-2)).toEqual({ minute: "2026-11-28T12:29:00.000Z", runs: 4, failed: 1 });
  expect(totalOf(found)).toEqual({ runs: 4, failed: 1, share: 25 });
});

it("knows no share where nothing ran", () => {
  expect(totalOf(lastHour([], NOW)).share).toBeNull();
});
