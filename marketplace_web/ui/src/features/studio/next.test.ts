import { expect, it } from "vitest";
import { nextOf } from "./next";

const rating = (reviews: number) => ({ score: null, mean: null, reviews, histogram: {} }) as never;
const agent = (id: string, version: string | null = "1.0.0") => ({ id, name: id.toUpperCase(), version });
const listing = (agent_id: string, status: string, reviews = 0) => ({ agent_id, name: agent_id.toUpperCase(), status, rating: rating(reviews) });
const nobody = { agents: [], listings: [], publisher: null, unpayable: false };

it("asks nothing of whoever has nothing open", () => {
  expect(nextOf(nobody)).toEqual([]);
  expect(nextOf({ ...nobody, agents: [agent("a")], listings: [listing("a", "published")], publisher: { reply_share: 1, proof: null, verified_domain: null } })).toEqual([]);
});

it("puts what a moderator said before what is only unfinished", () => {
  const found = nextOf({ agents: [agent("draft", null), agent("a"), agent("b")], listings: [listing("b", "approved"), listing("a", "changes_requested")], publisher: null, unpayable: true });
  expect(found.map(({ key }) => key)).toEqual(["asked-a", "approved-b", "money", "finish-draft"]);
  expect(found[3]).toMatchObject({ to: "/studio/new", search: { draft: "draft" } });
});

it("leads to the reviews that there are most of, and to the proof of a domain", () => {
  const publisher = { reply_share: 0.5, proof: { domain: "mornings.example" } as never, verified_domain: null };
  const found = nextOf({ ...nobody, agents: [agent("a"), agent("b")], listings: [listing("a", "published", 1), listing("b", "published", 9)], publisher });
  expect(found.map(({ key, to }) => [key, to])).toEqual([["reviews", "/studio/agents/b"], ["proof", "/studio/profile"]]);
});
