// The hub's API as a script uses it, beside what a browser does.
export const PASSWORD = "violet-harbour-lantern-9";

/** Calls as somebody, or as nobody; throws what the hub refused. */
export function caller(url, token) {
  const call = async (method, path, body, headers = {}) => {
    const answer = await fetch(url + path, { method, headers: { "content-type": "application/json", ...(token ? { authorization: `Bearer ${token}` } : {}), ...headers }, body: body === undefined ? undefined : JSON.stringify(body) });
    const said = answer.status === 204 ? null : await answer.json();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${said?.code} ${said?.detail}`);
    return said;
  };
  return { token, get: (path) => call("GET", path), post: (path, body, headers) => call("POST", path, body ?? {}, headers), put: (path, body) => call("PUT", path, body), patch: (path, body) => call("PATCH", path, body) };
}

/** Somebody new. */
export async function signUp(url, name) {
  const email = `someone-${crypto.randomUUID().slice(0, 8)}@studio.example`;
  const made = await caller(url).post("/v1/auth/signup", { email, password: PASSWORD, name });
  return { ...caller(url, made.token), email, id: made.user.id };
}

/** The platform's administrator, where the environment names one; else null. */
export async function administrator(url) {
  const { LAELIA_ADMIN_EMAIL: email, LAELIA_ADMIN_PASSWORD: password } = process.env;
  if (!email || !password) return null;
  const { token } = await caller(url).post("/v1/auth/login", { email, password });
  return caller(url, token);
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
  const checkout = await buyer.post("/v1/checkouts", { items: [{ price_id: price, quantity: 1 }], processor: "manual" }, { "idempotency-key": crypto.randomUUID() });
  return admin.post(`/v1/admin/orders/${checkout.order_id}/paid`, { reference: "TRANSFER-1", reason: "It arrived." }, { "idempotency-key": crypto.randomUUID() });
}
