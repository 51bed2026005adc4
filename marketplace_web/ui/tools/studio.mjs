// A creator for the pages of the studio: an agent, and where the environment names the platform's
// administrator also everything that follows (listed, sold, reviewed, answered).
import { administrator, buyAndPay, caller, decide, signUp, submit } from "./api.mjs";
import { withChangedServer } from "./changed-server.mjs";
import { withMedia } from "./media.mjs";
import { verified } from "./team.mjs";
import { withVisitors } from "./visitors.mjs";

const MANIFEST = {
  kind: "prompt",
  name: "Standup notes",
  tagline: "Turns what happened yesterday into three lines",
  description: "Give it what the team wrote. It answers with **what was done**, what is next and what is in the way.\n\n- Names stay as they are\n- Nothing is made up",
  category: "writing",
  features: ["Three lines, always in the same order", "Keeps names and numbers", "Says what is in the way"],
  use_cases: ["sum up our standup", "what did the team do yesterday?"],
  instructions: "Sum up the team's notes in three short lines: done, next, in the way.",
  message: "{{text}}",
  input_schema: { type: "object", properties: { text: { type: "string", title: "Notes" } }, required: ["text"] },
  examples: [{ title: "A Tuesday", input: { text: "Ana finished the importer. Ben writes the docs. The key for staging is missing." } }],
};

/** One that is a draft yet, with an address of its own. */
const ENDPOINT = {
  kind: "http", method: "GET", url: "https://parcels.example/v1/where?number={{text}}", output_schema: { type: "object" },
  name: "Where is my parcel", tagline: "Says where a parcel is, and when it comes", description: "Give it a number. It answers with the last place that the parcel was seen at.",
  category: "support", features: ["Every carrier that we ship with"], instructions: undefined, message: undefined,
};

export async function withStudio(url, email, token) {
  const maker = caller(url, token);
  const suffix = crypto.randomUUID().slice(0, 6);
  const agent = await maker.post("/v1/agents", { ...MANIFEST, slug: `standup-notes-${suffix}` });
  await maker.post(`/v1/agents/${agent.id}/publish`, { note: "The first one." });
  await maker.put(`/v1/agents/${agent.id}/price`, { model: "per_call", credits: "0.5", model_cost: "included" });
  await maker.post(`/v1/agents/${agent.id}/enable`);
  for (const input of ["Ana finished the importer.", "Ben writes the docs until Friday."]) await maker.post(`/v1/agents/${agent.id}/invoke`, { input });
  const admin = await administrator(url);
  if (admin) await verified(url, email, token);
  if (admin) await list(url, maker, admin, agent.id, suffix);
  if (admin) await withChangedServer(maker);
  await maker.patch(`/v1/agents/${agent.id}`, { ...MANIFEST, slug: agent.slug, instructions: `${MANIFEST.instructions} Twelve words each at the most.` });
  await maker.post(`/v1/agents/${agent.id}/publish`, { note: "Shorter lines.", percent: 25 });
  await maker.patch(`/v1/agents/${agent.id}`, { ...MANIFEST, slug: agent.slug, instructions: `${MANIFEST.instructions} Leave out greetings.` });
  const begun = await maker.post("/v1/agents", { ...MANIFEST, ...ENDPOINT, slug: `parcel-finder-${suffix}` });
  const rests = await maker.post("/v1/agents", { ...MANIFEST, name: "Retro notes", slug: `retro-notes-${suffix}` });
  await maker.post(`/v1/agents/${rests.id}/archive`);
  return { own: agent.id, begun: begun.id };
}

async function list(url, maker, admin, agentId, suffix) {
  const publisher = await maker.post("/v1/publishers", { name: `Quiet Mornings ${suffix}`, slug: `quiet-mornings-${suffix}`, tagline: "Small agents for small teams", description: "We make what we use ourselves.", website: "https://mornings.example", domain: `mornings-${suffix}.example`, repository: "https://github.com/quiet-mornings/agents", accept_terms: true });
  await decide(admin, publisher.id);
  const listing = await maker.post("/v1/listings", { agent_id: agentId, tags: ["standup"], models: ["local/smollm2-135m-instruct", "claude/claude-sonnet-4-5"], data_handling: { statement: "Nothing is kept." }, support: { email: "help@mornings.example" } });
  await withMedia(url, maker.token, listing.id);
  await submit(maker, listing.id);
  await decide(admin, listing.id);
  await maker.post(`/v1/listings/${listing.id}/status`, { to: "published" });
  await withVisitors(url, maker, agentId, listing.id);
  const product = await maker.post("/v1/products", { kind: "agents", name: "Standup notes, by the month", agent_ids: [agentId], prices: [{ type: "recurring", interval: "month", currency: "USD", unit_amount: 1900 }], trial: { days: 14 } });
  const buyer = await signUp(url, { name: "Tomas Reyes" });
  const spring = new Date(Date.now() + 120 * 86_400_000).toISOString();
  await maker.post("/v1/products", { kind: "agents", name: "Standup notes, for Tomas", agent_ids: [agentId], prices: [{ type: "one_time", currency: "USD", unit_amount: 9900 }], buyer_organization_id: buyer.organization.id, expires_at: spring });
  await maker.post("/v1/discounts", { code: `MORNING${suffix}`, percent_off: "20", duration: "once", max_redemptions: 50, max_per_buyer: 1, expires_at: spring });
  await verified(url, buyer.email, buyer.token);
  await buyAndPay(buyer, admin, product.prices[0].id);
  await buyer.post(`/v1/agents/${agentId}/invoke`, { input: "Cleo fixed the login. Dan is away." });
  const review = await buyer.put(`/v1/listings/${listing.id}/review`, { stars: 5, title: "Three lines that say it all", text: "We read it before the call, and the call is shorter. It keeps the names right." });
  await buyer.post(`/v1/reviews/${review.id}/comments`, { text: "A month later it still does." }).catch(() => null);
  await maker.post("/v1/payouts", {}, { "idempotency-key": crypto.randomUUID() }).catch(() => null);
}
