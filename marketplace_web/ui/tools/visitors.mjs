// People without an account who come by: what a creator's funnel and tries are made of.
import { caller } from "./api.mjs";

const VISITS = 2;
const TRIES_EACH = 3;
const SHOWN = 64;
const OPENED = 23;

/** A listing is shown to some, opened by fewer, and tried by a few; its creator pays for the tries. */
export async function withVisitors(url, maker, agentId, listingId) {
  await maker.put(`/v1/agents/${agentId}/tries/offer`, { offered: true, anonymous: true, per_person: 8 });
  await maker.post(`/v1/agents/${agentId}/tries/budget`, { credits: "12", source: "credits" });
  const nobody = caller(url);
  const seen = (kind, times) => nobody.post("/v1/discovery/events", { events: Array.from({ length: times }, () => ({ kind, listing_id: listingId, place: "search" })) });
  await seen("impression", SHOWN);
  await seen("view", OPENED);
  for (let visit = 0; visit < VISITS; visit += 1) {
    const { token } = await nobody.post("/v1/visitors");
    // One address has so many tries a day; what was tried until then is shown.
    for (let n = 0; n < TRIES_EACH; n += 1) await tried(nobody, agentId, token);
  }
}

async function tried(nobody, agentId, token) {
  try {
    await nobody.post("/v1/visitors/tries", { agent_id: agentId, input: "Ana finished the importer. Ben writes the docs." }, { "laelia-visitor": token });
  } catch (error) {
    if (!error.message.includes("rate_limited")) throw error;
  }
}
