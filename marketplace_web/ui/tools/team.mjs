// A team with people in it, for the pages and journeys of its admins. Without a mail server its
// links wait in the hub's outbox, which the administrator of the platform opens.
const PASSWORD = "violet-harbour-lantern-9";

/** The hub's administrator, of the settings that started it; null where they are not told here. */
export const admin = () => (process.env.LAELIA_ADMIN_EMAIL && process.env.LAELIA_ADMIN_PASSWORD ? { email: process.env.LAELIA_ADMIN_EMAIL, password: process.env.LAELIA_ADMIN_PASSWORD } : null);

async function send(url, method, path, body, token) {
  const answer = await fetch(url + path, { method, headers: { "content-type": "application/json", ...(token ? { authorization: `Bearer ${token}` } : {}) }, body: body === undefined ? undefined : JSON.stringify(body) });
  const said = answer.status === 204 ? null : await answer.json();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${said?.code}`);
  return said;
}

const signIn = async (url, { email, password }) => (await send(url, "POST", "/v1/auth/login", { email, password })).token;

/** The address of the newest link of a kind that was mailed to somebody. */
export async function mailed(url, email, template) {
  const who = admin();
  if (!who) throw new Error("needs LAELIA_ADMIN_EMAIL and LAELIA_ADMIN_PASSWORD, as the hub was started with");
  const token = await signIn(url, who);
  const { data } = await send(url, "GET", "/v1/admin/outbox?limit=100", undefined, token);
  const found = data.find((one) => one.recipient === email && one.template === template);
  if (!found) throw new Error(`no ${template} for ${email} in the outbox`);
  const { body } = await send(url, "GET", `/v1/admin/outbox/${found.id}`, undefined, token);
  return /https?:\/\/\S+#token=\S+/.exec(body)[0];
}

/** Shows that the address of whoever has this session is theirs; a link counts once. */
export async function verified(url, email, token) {
  if ((await send(url, "GET", "/v1/me", undefined, token)).user.email_verified_at) return;
  const link = await mailed(url, email, "verify_email");
  await send(url, "POST", "/v1/auth/email/verify", { token: link.split("#token=")[1] }, token);
}

/** Makes a team of a person who worked alone, and fills it. Once; later it is there. */
export async function asTeam(person, url) {
  const token = await signIn(url, person);
  const post = (path, body = {}) => send(url, "POST", path, body, token);
  const put = (path, body) => send(url, "PUT", path, body, token);
  const me = await send(url, "GET", "/v1/me", undefined, token);
  if (me.organization.type === "team") return;
  await post("/v1/organizations/current/grow", { name: "Osei Studio" });
  await put("/v1/budgets", { scope: "organization", period: "month", amount: "90" });
  await put("/v1/budgets", { scope: "agent", scope_id: person.agent, period: "day", amount: "2" });
  await put("/v1/organizations/current/policies", { session_hours: 24, blocked_agents: [person.agents[2]] });
  await post("/v1/organizations/current/domains", { domain: `osei-${person.id.slice(-6).toLowerCase()}.example` });
  await post("/v1/teams", { name: "Design" });
  await post("/v1/sso/connections", { name: "Okta", kind: "oidc", oidc: { issuer: "https://osei.example", client_id: "0oa1b2c3d4", client_secret: "sealed-and-never-shown" }, group_roles: [{ group: "Designers", role: "staff" }] });
  await post("/v1/directory/scim-tokens", { name: "Okta" });
  await put("/v1/directory/ldap", { kind: "active_directory", url: "ldaps://dc1.osei.example", user_base: "OU=People,DC=osei,DC=example", group_base: "OU=Groups,DC=osei,DC=example", bind_dn: "laelia@osei.example", bind_password: "sealed-and-never-shown" });
  if (admin()) await withPeople(person, url, token);
}

/** Two colleagues, an invitation that waits, and support that asks. */
async function withPeople(person, url, token) {
  await verified(url, person.email, token);
  for (const [name, role] of [["Ben Adeyemi", "staff"], ["Ines Ferreira", "member"]]) {
    const email = `${name.split(" ")[0].toLowerCase()}-${person.id.slice(-8).toLowerCase()}@studio.example`;
    const seat = await send(url, "POST", "/v1/invitations", { email, role }, token);
    const other = await send(url, "POST", "/v1/auth/signup", { email, password: PASSWORD, name });
    await send(url, "POST", "/v1/invitations/accept", { token: seat.token }, other.token);
  }
  await send(url, "POST", "/v1/invitations", { email: `yuki-${person.id.slice(-8).toLowerCase()}@studio.example`, role: "member", expires_in_days: 14 }, token);
  const { organization } = await send(url, "GET", "/v1/me", undefined, token);
  await send(url, "POST", "/v1/admin/support-accesses", { organization_id: organization.id, reason: "A run that is charged and has no answer", hours: 4, scopes: ["runs:read", "usage:read"] }, await signIn(url, admin()));
}
