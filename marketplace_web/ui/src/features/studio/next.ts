/** What waits for a creator, the most pressing first. Made of what the studio's first page knows anyway. */
import type { OwnAgent, OwnListing, OwnPublisher } from "@/api/studio";
import { nextWords as words } from "@/strings/studio-next";

export interface Next {
  key: string;
  title: string;
  more: string;
  to: string;
  search?: Record<string, string>;
  /** Whose flower stands beside it. */
  agentId?: string;
}

interface Known {
  agents: readonly Pick<OwnAgent, "id" | "name" | "version">[];
  listings: readonly Pick<OwnListing, "agent_id" | "name" | "status" | "rating">[];
  publisher: Pick<OwnPublisher, "reply_share" | "proof" | "verified_domain"> | null;
  /** Whether something was earned that cannot be paid out, for want of an account or a name. */
  unpayable: boolean;
}

const tabOf = (agentId: string, tab: string) => ({ to: `/studio/agents/${agentId}`, search: { tab }, agentId });

export function nextOf({ agents, listings, publisher, unpayable }: Known): Next[] {
  const by = (status: string) => listings.filter((one) => one.status === status);
  const mostReviewed = listings.toSorted((a, b) => b.rating.reviews - a.rating.reviews)[0];
  const domain = publisher?.proof?.domain;
  return [
    ...by("changes_requested").map(({ agent_id: id, name }) => ({ key: `asked-${id}`, title: words.asked(name), more: words.askedMore, ...tabOf(id, "listing") })),
    ...by("approved").map(({ agent_id: id, name }) => ({ key: `approved-${id}`, title: words.approved(name), more: words.approvedMore, ...tabOf(id, "listing") })),
    ...(unpayable ? [{ key: "money", title: words.money, more: words.moneyMore, to: "/studio/earnings" }] : []),
    ...(publisher?.reply_share !== null && (publisher?.reply_share ?? 1) < 1 && mostReviewed ? [{ key: "reviews", title: words.reviews, more: words.reviewsMore, ...tabOf(mostReviewed.agent_id, "reviews") }] : []),
    ...agents.filter((one) => one.version === null || !listings.some(({ agent_id: id }) => id === one.id)).map(({ id, name }) => ({ key: `finish-${id}`, title: words.finish(name), more: words.finishMore, to: "/studio/new", search: { draft: id }, agentId: id })),
    ...(domain && !publisher?.verified_domain ? [{ key: "proof", title: words.proof(domain), more: words.proofMore, to: "/studio/profile" }] : []),
  ];
}
