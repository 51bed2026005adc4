import { describe, expect, it } from "vitest";
import type { ListingCard } from "@/api/catalog";
import { suggestionOf } from "./suggestion-of";

const card = (id: string, enabled: boolean | null = false) => ({ id, enabled }) as ListingCard;

describe("one further agent", () => {
  it("is what others like one enabled, before what is close to one's own", () => {
    expect(suggestionOf([card("a")], [card("b")], [])).toMatchObject({ listing: { id: "a" }, because: "alike" });
    expect(suggestionOf([], [card("b")], [])).toMatchObject({ listing: { id: "b" }, because: "similar" });
  });

  it("is neither enabled nor dismissed", () => {
    expect(suggestionOf([card("a", true), card("c")], [], ["c"])).toBeNull();
    expect(suggestionOf([card("a", true)], [card("c"), card("d")], ["c"])).toMatchObject({ listing: { id: "d" } });
  });
});
