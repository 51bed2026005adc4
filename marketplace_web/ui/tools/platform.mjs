// An administrator of the platform, and work that waits for one; made through the API, as people make it.
import { administrator, caller, decide, signUp, submit } from "./api.mjs";
import { verified as verify } from "./team.mjs";

const unique = () => crypto.randomUUID().slice(0, 8);

/** Somebody new, whose address is verified by the link that waits in the outbox. */
async function verified(url, who) {
  const person = await signUp(url, who);
  await verify(url, person.email, person.token);
  return person;
}

const MANIFEST = (slug) => ({
  kind: "prompt", slug, name: "Receipts to ledger", tagline: "Turns receipts into a ledger", category: "finance",
  description: "Reads receipts in forty currencies and writes them into a ledger that your accountant can use.",
  features: ["Reads any receipt", "Knows 40 currencies", "Finds the tax"], tags: ["receipts", "ledger"],
  instructions: "Read the receipt and answer with one line for the ledger.", message: "{{ text }}", model: { max_output_tokens: 64 },
  input_schema: { type: "object", properties: { text: { type: "string" } }, required: ["text"] },
  examples: [{ title: "A coffee", input: { text: "Coffee 3.50 EUR, 19% tax" } }],
});

/** A publisher with a listing that waits; `shown` lets it be approved, changed and reported first. */
export async function listing(url, admin, { shown = false } = {}) {
  const owner = await verified(url, { name: "Nadia Brandt", organization: "Brandt Ledgers" });
  const slug = `receipts-${unique()}`;
  const agent = await owner.call("POST", "/v1/agents", MANIFEST(slug));
  await owner.call("POST", `/v1/agents/${agent.id}/publish`, {});
  const publisher = await owner.call("POST", "/v1/publishers", { slug: `brandt-${unique()}`, name: "Brandt Ledgers", accept_terms: true });
  await decide(admin, publisher.id, "approve", "meets_the_rules");
  const made = await owner.call("POST", "/v1/listings", { agent_id: agent.id });
  const status = (to) => owner.call("POST", `/v1/listings/${made.id}/status`, { to });
  await submit(owner, made.id);
  if (shown) {
    await decide(admin, made.id, "approve", "meets_the_rules");
    await status("published");
    await owner.call("PATCH", `/v1/listings/${made.id}`, { tagline: "Turns receipts into a tidy ledger", description: "Reads receipts in **forty** currencies, guesses what it cannot read, and writes them into a ledger that your accountant can use." });
    const reader = await verified(url, { name: "Ines Duarte" });
    await reader.call("POST", "/v1/reports", { subject_type: "listing", subject_id: made.id, reason: "misleading", text: "It guesses amounts, and does not say so." });
  }
  const { data } = await admin.call("GET", "/v1/moderation/cases?limit=100");
  return { owner, agent: agent.id, listing: made.id, case: data.find((one) => one.subject_id === made.id).id };
}

/** A team that ordered credits by bank transfer; `paid` says that the money arrived. */
export async function order(url, admin, { paid = false } = {}) {
  const buyer = await verified(url, { name: "Tom Okafor", organization: "Northwind Traders" });
  const product = await admin.call("POST", "/v1/products", { kind: "credits", name: "5,000 credits", prices: [{ type: "one_time", currency: "USD", unit_amount: 5000, credits: "5000" }] });
  const checkout = await buyer.call("POST", "/v1/checkouts", { items: [{ price_id: product.prices[0].id, quantity: 1 }], processor: "manual", purchase_order: "PO-2026-118" }, { "idempotency-key": unique() });
  if (paid) await admin.call("POST", `/v1/admin/orders/${checkout.order_id}/paid`, { reference: "NWT 4711", reason: "Transfer of today" }, { "idempotency-key": unique() });
  return { buyer, order: checkout.order_id };
}

/** What visitors look for, some of it in vain, often enough that the console tells it. */
async function searched(url) {
  const visitor = caller(url);
  for (const [query, times] of [["q=summarize+a+report", 9], ["q=check+an+invoice", 7], ["q=translate+a+contract&category=legal&min_rating=5", 6]]) {
    for (let i = 0; i < times; i += 1) await visitor.get(`/v1/listings?${query}`);
  }
}

/** All that the console's pages show; null without an administrator. */
export async function withPlatform(url) {
  const admin = await administrator(url);
  if (admin === null) return null;
  const changed = await listing(url, admin, { shown: true });
  await listing(url, admin);
  const waiting = await order(url, admin);
  const bought = await order(url, admin, { paid: true });
  await admin.call("POST", "/v1/admin/refunds", { order_id: bought.order, amount: 1200, reason: "Ordered too many" }, { "idempotency-key": unique() });
  await bought.buyer.call("POST", "/v1/refund-requests", { order_id: bought.order, amount: 1500, reason: "We bought for ten people and are seven" }, { "idempotency-key": unique() });
  await admin.call("POST", "/v1/admin/revenue-shares", { organization_id: bought.buyer.organization.id, percent: "85", reason: "A partner from the first month on" });
  await searched(url);
  await admin.call("POST", "/v1/admin/entitlements", { organization_id: bought.buyer.organization.id, agent_id: changed.agent, run_limit: 200, reason: "A pilot for the spring" }, { "idempotency-key": unique() });
  for (const [domain, effect, reason] of [["*.throwaway.example", "block", "Sign-ups by a script"], ["partners.throwaway.example", "allow", "Our partner uses it"]]) await admin.call("POST", "/v1/admin/blocked-domains", { domain, effect, reason });
  const first = await admin.call("POST", "/v1/admin/settings/drafts", { changes: { "mail.sender_name": "Laelia at Northwind" }, note: "Say who writes" });
  await admin.call("POST", `/v1/admin/settings/drafts/${first.id}/apply`);
  await admin.call("POST", "/v1/admin/settings/drafts", { changes: { "mail.sender_name": "Laelia" }, note: "Shorter, for small screens" });
  await admin.call("POST", "/v1/admin/support-accesses", { organization_id: bought.buyer.organization.id, reason: "They see no runs since Monday", hours: 4, scopes: ["agents:read", "usage:read"] });
  await changed.owner.call("POST", `/v1/listings/${changed.listing}/status`, { to: "under_maintenance", reason: "A new model comes in. Back on Tuesday." });
  return { email: admin.email, password: admin.password, case: changed.case, resting: changed.agent, organization: bought.buyer.organization.id, person: bought.buyer.user.id, order: bought.order, waiting: waiting.order };
}

/** Signs the administrator in, in this browser. The page must be one of the hub's. */
export async function asAdministrator(page, platform) {
  await page.evaluate(async ({ email, password }) => {
    const me = await fetch("/v1/me");
    if (me.ok && (await me.json()).user.email === email) return;
    await fetch("/v1/auth/login", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ email, password }) });
    localStorage.setItem("laelia-signed-in", "1");
  }, platform);
}
