import { describe, expect, it } from "vitest";
import { safeNext } from "./use-entry";

describe("where a sign-in leads", () => {
  it("stays on this site", () => {
    expect(safeNext("/app/ask?goal=x")).toBe("/app/ask?goal=x");
    for (const bad of ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", undefined, 3]) expect(safeNext(bad)).toBe("/app");
  });
});
