// Somebody who sells, and packs of credits: made through the API by whoever administers the hub.
import { randomUUID } from "node:crypto";
import { administrator, signIn, signUp as enter } from "./api.mjs";
import { verified } from "./team.mjs";

/** A new person, who may buy: where the hub asks for a confirmed address, it is. */
export async function signUp(url, who) {
  const person = await enter(url, who);
  const asked = await fetch(`${url}/v1/billing/profile`, { headers: { authorization: `Bearer ${person.token}` } });
  if (asked.status === 403) await verified(url, person.email, person.token);
  return person;
}

/** Where the administrator is known: a confirmed address, something to buy, what was bought and asked back, and an order that waits for its transfer. */
export async function withOrder(url, { email, password }) {
  const admin = await administrator(url);
  if (!admin) return {};
  const call = await signIn(url, { email, password });
  await verified(url, email, call.token);
  await openPacks(admin);
  const packs = (await call("GET", "/v1/products?kind=credits")).data;
  const [pack] = packs;
  for (const [at, one] of packs.slice(0, 3).entries()) {
    const { order_id } = await call("POST", "/v1/checkouts", { items: [{ price_id: one.prices[0].id }], processor: "manual" });
    await admin("POST", `/v1/admin/orders/${order_id}/paid`, { reference: `Bank ${at}`, reason: "Arrived" });
    if (at === 0) await admin("POST", "/v1/admin/refunds", { order_id, amount: 250, reason: "A quarter was not needed" });
    if (at === 1) await call("POST", "/v1/refund-requests", { order_id, reason: "We bought it twice by mistake" });
  }
  const checkout = await call("POST", "/v1/checkouts", { items: [{ price_id: pack.prices[0].id }], processor: "manual" });
  await paysLater(admin, call);
  return { product: pack.id, checkout: checkout.id };
}

/** They may use something before it is paid, and hear of what they spend. */
async function paysLater(admin, call) {
  const { organization } = await call("GET", "/v1/me");
  await admin("POST", "/v1/admin/grants", { organization_id: organization.id, credits: "400", kind: "metered", reason: "Paid later" });
  await call("PUT", "/v1/credits/alerts", { low_balance: "50", monthly_spend: "1000", percents: [50, 80] });
}

/** Packs of credits in three sizes, once. */
async function openPacks(admin) {
  const { data } = await admin("GET", "/v1/products?kind=credits");
  for (const [credits, amount] of data.length ? [] : [["1000", 1000], ["5500", 5000], ["12000", 10_000]]) {
    await admin("POST", "/v1/products", { kind: "credits", name: `${Number(credits).toLocaleString("en")} credits`, prices: [{ type: "one_time", currency: "USD", unit_amount: amount, credits }] });
  }
}

const agent = (slug, name, tagline) => ({
  kind: "prompt", slug, name, tagline, category: "finance", features: ["Finds what does not match", "Says why, line by line", "Writes the mail to the supplier"],
  description: `${tagline}. It reads what you give it, and answers in a few lines.`,
  instructions: "Answer in one short sentence.", message: "{{ text }}",
  input_schema: { type: "object", required: ["text"], properties: { text: { type: "string", title: "Text" } } },
});

const price = (more) => ({ type: "recurring", interval: "month", currency: "USD", unit_amount: 2000, ...more });

/** One agent for each way of selling it; packs of credits in three sizes. */
export async function openShop(url, admin) {
  const seller = await signUp(url, { name: "Tess Okafor" });
  const list = async (name, tagline) => {
    const made = await seller.call("POST", "/v1/agents", agent(`${name.toLowerCase().replaceAll(" ", "-")}-${randomUUID().slice(0, 6)}`, name, tagline));
    await seller.call("POST", `/v1/agents/${made.id}/publish`, {});
    await admin("POST", `/v1/agents/${made.id}/list`);
    return made.id;
  };
  const sell = async (name, tagline, product) => {
    const made = await list(name, tagline);
    return { agent: made, product: await seller.call("POST", "/v1/products", { name, agent_ids: [made], ...product }) };
  };
  const plans = await sell("Ledger Watch", "Checks each invoice against its order", {
    description: "For teams that pay many suppliers.", trial: { days: 14, credits: "50" },
    prices: [price({}), price({ interval: "year", unit_amount: 20_000 })],
  });
  const seats = await sell("Contract Reader", "Explains a clause before you sign", {
    prices: [price({ per_seat: true, scheme: "graduated", unit_amount: 0, tiers: [{ up_to: 5, unit_amount: 1500, flat_amount: 0 }, { up_to: null, unit_amount: 1100, flat_amount: 0 }] })],
  });
  const once = await sell("Minute Taker", "Turns a meeting into tasks", { prices: [{ type: "one_time", currency: "USD", unit_amount: 4900 }, { type: "one_time", currency: "INR", unit_amount: 399_900 }] });
  const freemium = await sell("Tone Check", "Reads a mail the way its reader will", { prices: [price({ unit_amount: 0, allowance_runs: 100 }), price({ unit_amount: 900, allowance_runs: 2000 })] });
  const dear = { agent: await list("Claims Desk", "Answers a claim within the hour"), price: 900 };
  await seller.call("PUT", `/v1/agents/${dear.agent}/price`, { model: "per_call", credits: String(dear.price), model_cost: "included" });
  await seller.call("POST", "/v1/discounts", { code: `SPRING${randomUUID().slice(0, 4).toUpperCase()}`, percent_off: "25", duration: "once" });
  await openPacks(admin);
  const discounts = await seller.call("GET", "/v1/discounts");
  return { plans, seats, once, freemium, dear, code: discounts.data[0].code, packs: (await admin("GET", "/v1/products?kind=credits")).data };
}
