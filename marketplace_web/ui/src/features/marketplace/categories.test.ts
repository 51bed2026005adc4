import { describe, expect, it } from "vitest";
import type { Category } from "@/api/catalog";
import { standingOf } from "@/api/shown";
import { filled, pathTo } from "./categories";

const category = (slug: string, parent: string | null, listings: number): Category => ({ slug, name: slug, description: "", parent, listings });
const TREE = [category("finance", null, 2), category("invoices", "finance", 1), category("tax", "finance", 0)];

describe("the tree of categories", () => {
  it("leads from the widest to the one that is looked at", () => {
    expect(pathTo(TREE, "invoices").map((one) => one.slug)).toEqual(["finance", "invoices"]);
    expect(pathTo(TREE, "nowhere")).toEqual([]);
  });
  it("leaves out what is empty, but never what is chosen", () => {
    expect(filled(TREE).map((one) => one.slug)).toEqual(["finance", "invoices"]);
    expect(filled(TREE, "tax")).toHaveLength(3);
  });
});

describe("what others made of an agent", () => {
  it("is nothing where nobody has said anything", () => {
    expect(standingOf({ rating: { score: null, mean: null, reviews: 0 }, outcomes: null })).toEqual({ stars: null, reviews: 0, happy: null });
  });
  it("is the published score, and the share with its runs", () => {
    const outcomes = { happy_share: 0.85, low: 0.8, high: 0.9, runs: 200 };
    expect(standingOf({ rating: { score: 4.2, mean: 4.4, reviews: 12 }, outcomes })).toEqual({ stars: 4.2, reviews: 12, happy: { share: 85, low: 80, high: 90, runs: 200 } });
  });
});
