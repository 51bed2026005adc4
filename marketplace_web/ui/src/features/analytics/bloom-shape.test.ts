import { describe, expect, it } from "vitest";
import type { Group } from "@/api/outcomes";
import { bloomPetals, OTHERS } from "./bloom-shape";

const group = (agent_id: string, runs: number, happy: number, unhappy: number): Group => ({
  agent_id, runs, happy, unhappy, succeeded: runs, failed: 0, unknown: runs - happy - unhappy, happy_share: null, happy_interval: null, credits: "0", credits_per_happy: null, latency_ms: { p50: null, p95: null },
});

describe("the outcome bloom", () => {
  it("has a petal for each agent, turned evenly", () => {
    const petals = bloomPetals([group("a", 9, 3, 1), group("b", 4, 0, 2), group("c", 1, 0, 0)]);
    expect(petals.map(({ id, turn, share }) => [id, turn, share])).toEqual([["a", 0, 0.75], ["b", 120, 0], ["c", 240, null]]);
  });

  it("fills nothing where nobody was happy or nobody judged", () => {
    const [full, none, unjudged] = bloomPetals([group("a", 9, 4, 0), group("b", 4, 0, 2), group("c", 1, 0, 0)]);
    expect(full?.happy).toBe(full?.whole);
    expect(none?.happy).toBeNull();
    expect(unjudged?.happy).toBeNull();
  });

  it("gathers the least busy in one petal and loses no run", () => {
    const many = Array.from({ length: 12 }, (_, i) => group(`agent-${i}`, i + 1, 1, 0));
    const petals = bloomPetals(many);
    expect(petals).toHaveLength(6);
    expect(petals.at(-1)?.id).toBe(OTHERS);
    expect(petals.reduce((sum, one) => sum + one.runs, 0)).toBe(78);
  });
});
