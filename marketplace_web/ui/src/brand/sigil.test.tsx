import { render } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { Sigil } from "./sigil";
import { sigilShape } from "./sigil-shape";
import VECTORS from "./sigil-vectors.json";

const IDS = Array.from({ length: 400 }, (_, i) => `agt_01M8HQKW277TZRK18B67W${String(i).padStart(4, "0")}`);

describe("a sigil", () => {
  it("is the same flower for the same ID, and hides from screen readers", () => {
    expect(sigilShape("agt_1")).toEqual(sigilShape("agt_1"));
    const { container } = render(<Sigil id="agt_1" />);
    expect(container.querySelector("[aria-hidden]")).not.toBeNull();
    expect(container.querySelectorAll("path")).toHaveLength(11);
  });

  it("differs between IDs that differ in one character", () => {
    const shapes = new Set(IDS.map((id) => JSON.stringify(sigilShape(id))));
    expect(shapes.size).toBe(IDS.length);
  });

  it("uses every family of colors, evenly enough", () => {
    const counts = new Map<string, number>();
    for (const id of IDS) counts.set(sigilShape(id).deep, (counts.get(sigilShape(id).deep) ?? 0) + 1);
    expect(counts.size).toBe(6);
    expect(Math.min(...counts.values())).toBeGreaterThan(IDS.length / 6 / 2);
  });
});

describe("the shapes that the server draws too", () => {
  it.each(VECTORS)("$id", ({ id, shape }) => {
    expect(sigilShape(id)).toEqual(shape);
  });
});
