/** An agent as every page shows it, whether it was found in the marketplace or among one's own. */
import type { Agent, AgentCard, Listing, ListingCard, Price } from "./catalog";

/** What others made of it. Shares are whole percents; null where the hub tells nothing. */
export interface Standing {
  stars: number | null;
  reviews: number;
  happy: { share: number; low: number; high: number; runs: number } | null;
}

export interface Shown {
  id: string;
  name: string;
  tagline: string;
  features: readonly string[];
  price: Price | null;
  enabled: boolean;
  publisher: { name: string; slug: string | null; verified: boolean };
  category: { slug: string; name: string } | null;
  standing: Standing;
}

export interface Detail extends Shown {
  kind: string;
  version: string | null;
  description: string;
  uses: readonly string[];
  channels: readonly string[];
  models: readonly string[];
  proof: string | null;
  examples: Agent["examples"];
  input_schema: Agent["input_schema"];
  updatedAt: string;
  /** Null for an agent that is listed nowhere. */
  listing: Listing | null;
}

const NOBODY: Standing = { stars: null, reviews: 0, happy: null };

export const percent = (share: number): number => Math.round(share * 100);

export function standingOf({ rating, outcomes }: Pick<ListingCard, "rating" | "outcomes">): Standing {
  const happy = outcomes && { share: percent(outcomes.happy_share), low: percent(outcomes.low), high: percent(outcomes.high), runs: outcomes.runs };
  return { stars: rating.score, reviews: rating.reviews, happy };
}

export function cardOfListing(listing: ListingCard): Shown {
  const { name, tagline, features, price, enabled, publisher, categories } = listing;
  return { id: listing.agent_id, name, tagline, features, price, enabled: enabled === true, publisher, category: categories[0] ?? null, standing: standingOf(listing) };
}

/** `listing` is the agent's own, where it has one: an agent alone knows nothing of its reviews. */
export function cardOfAgent(agent: AgentCard, listing?: ListingCard): Shown {
  const { id, name, tagline, features, price, enabled } = agent;
  return {
    id, name, tagline, features, price, enabled,
    publisher: listing?.publisher ?? { name: agent.publisher.name, slug: null, verified: false },
    category: listing?.categories[0] ?? null,
    standing: listing ? standingOf(listing) : NOBODY,
  };
}

export function ofListing(listing: Listing): Detail {
  const { kind, version, description, channels, models, proof, input_schema, updated_at } = listing;
  return {
    ...cardOfListing(listing), kind, version, description, channels, models, proof, input_schema, listing,
    uses: listing.use_cases, examples: listing.examples, updatedAt: updated_at,
  };
}

export function ofAgent(agent: Agent): Detail {
  const { kind, version, description, channels, proof, examples, input_schema, updated_at } = agent;
  return {
    ...cardOfAgent(agent), kind, version, description, channels, proof, examples, input_schema,
    uses: agent.use_cases, models: agent.proven_models, updatedAt: updated_at, listing: null,
  };
}
