import { describe, expect, it } from "vitest";
import { actOf, breakIn, changesOf, gistOf } from "./audit-lines";

describe("a line of the record", () => {
  it("says what somebody did, and what it was before", () => {
    expect(actOf({ action: "member.role_changed" })).toBe("changed a member’s role");
    expect(actOf({ action: "some_thing.new_act" })).toBe("some thing new act");
    expect(gistOf({ before: { role: "member" }, after: { role: "staff" } })).toBe("role: member → staff");
  expect(gistOf({ before: { status: "draft" }, after: { status: "in_review" } })).toBe("status: draft → in review");
    expect(gistOf({ before: null, after: { method: "password" } })).toBe("by password");
    expect(gistOf({ before: null, after: { networks: ["10.0.0.0/8", "::1"] } })).toBe("networks: 10.0.0.0/8, ::1");
    expect(gistOf({ before: { session_hours: 8, second_factor: true }, after: { session_hours: null, second_factor: true } })).toBe("session hours: 8 → nothing");
  });
  it("calls things by their names, and leaves to the details what has none", () => {
    const agent = "agt_49ETC2WMBR990G9D4R0ZJKHWE2";
    const event = { before: null, after: { agent_id: agent, channels: ["web", "mcp"], attributes: {}, enforced: false } };
    expect(gistOf(event)).toBe("");
    expect(gistOf(event, (id) => (id === agent ? "Check an invoice" : null))).toBe("agent: Check an invoice");
  });
  it("lists fields that differ and no others", () => {
    expect(changesOf({ before: { a: 1, b: 2 }, after: { a: 1, b: 3, c: false } })).toEqual([{ field: "b", before: "2", after: "3" }, { field: "c", before: null, after: "no" }]);
    expect(changesOf({ before: null, after: null })).toEqual([]);
  });
});

describe("the chain", () => {
  const chain = [3, 2, 1].map((seq) => ({ seq, hash: `h${seq}`, previous: `h${seq - 1}` }));
  it("holds where each names the one before", () => {
    expect(breakIn(chain)).toBeNull();
    expect(breakIn([])).toBeNull();
  });
  it("is broken by a change, a gap and another order", () => {
    expect(breakIn(chain.map((one) => (one.seq === 2 ? { ...one, hash: "x" } : one)))).toBe(3);
    expect(breakIn(chain.filter((one) => one.seq !== 2))).toBe(3);
    expect(breakIn(chain.toReversed())).toBe(1);
  });
});
