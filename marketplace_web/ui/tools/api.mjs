// The hub's API as a script uses it, beside what a browser does.
export const PASSWORD = "violet-harbour-lantern-9";

/** Runs a part of somebody's way, and says how long it took. */
export async function step(name, work) {
  const began = performance.now();
  const made = await work();
  console.log(`✓ ${name.padEnd(74)} ${((performance.now() - began) / 1000).toFixed(1)} s`);
  return made;
}

/** Calls as somebody, or as nobody; throws what the hub refused. Each write is one of its own. */
export function caller(url, token) {
  const call = async (method, path, body, headers = {}) => {
    const answer = await fetch(url + path, { method, headers: { "content-type": "application/json", "idempotency-key": crypto.randomUUID(), ...(token ? { authorization: `Bearer ${token}` } : {}), ...headers }, body: body === undefined ? undefined : JSON.stringify(body) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text ? JSON.parse(text) : null;
  };
  return Object.assign(call, { call, token, get: (path) => call("GET", path), post: (path, body, headers) => call("POST", path, body ?? {}, headers), put: (path, body) => call("PUT", path, body), patch: (path, body) => call("PATCH", path, body) });
}

/** As whoever has this password. */
export async function signIn(url, { email, password }) {
  return caller(url, (await caller(url).post("/v1/auth/login", { email, password })).token);
}

/** Somebody new: who they are, beside their calls. */
export async function signUp(url, { name, organization }) {
  const email = `${name.toLowerCase().replaceAll(/\W+/g, ".")}-${crypto.randomUUID().slice(0, 8)}@studio.example`;
  const made = await caller(url).post("/v1/auth/signup", { email, password: PASSWORD, name, ...(organization ? { organization_name: organization } : {}) });
  const { token, get, post, put, patch, call } = caller(url, made.token);
  return { token, get, post, put, patch, call, email, password: PASSWORD, user: made.user, id: made.user.id, organization: made.organization };
}

/** What the hub's administrator signs in with, as the settings that started it say; null where they are not told here. */
export function credentials() {
  const { LAELIA_ADMIN_EMAIL: email, LAELIA_ADMIN_PASSWORD: password } = process.env;
  return email && password ? { email, password } : null;
}

/** The platform's administrator, where the environment names one; else null. */
export async function administrator(url) {
  const known = credentials();
  return known && Object.assign(await signIn(url, known), known);
}

/** Submits a listing. Its samples are run first: on a busy machine that may take longer than they have. */
export async function submit(owner, listing, tries = 3) {
  try {
    return await owner.call("POST", `/v1/listings/${listing}/status`, { to: "submitted" });
  } catch (error) {
    if (tries === 1 || !error.message.includes("deadline_exceeded")) throw error;
    return submit(owner, listing, tries - 1);
  }
}

/** Decides the open case about something, as a moderator does. */
export async function decide(admin, subject, action = "approve", reason = "meets_the_rules") {
  let cursor = "";
  for (;;) {
    const page = await admin.get(`/v1/moderation/cases?limit=100${cursor && `&cursor=${cursor}`}`);
    const found = page.data.find((one) => one.subject_id === subject);
    if (found) return admin.post(`/v1/moderation/cases/${found.id}/decision`, { action, reason });
    if (!page.next_cursor) throw new Error(`no open case about ${subject}`);
    cursor = page.next_cursor;
  }
}

/** Buys one of a product by bank transfer, which the platform finds has arrived. */
export async function buyAndPay(buyer, admin, price) {
  const checkout = await buyer.post("/v1/checkouts", { items: [{ price_id: price, quantity: 1 }], processor: "manual" });
  return admin.post(`/v1/admin/orders/${checkout.order_id}/paid`, { reference: "TRANSFER-1", reason: "It arrived." });
}
