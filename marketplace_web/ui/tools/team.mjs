// A team with people in it, for the pages and journeys of its admins. Without a mail server its
// links wait in the hub's outbox, which the administrator of the platform opens.
import { caller, credentials, PASSWORD, signIn } from "./api.mjs";

/** The address of the newest link of a kind that was mailed to somebody. */
export async function mailed(url, email, template) {
  const who = credentials();
  if (!who) throw new Error("needs LAELIA_ADMIN_EMAIL and LAELIA_ADMIN_PASSWORD, as the hub was started with");
  const admin = await signIn(url, who);
  const { data } = await admin.get("/v1/admin/outbox?limit=100");
  const found = data.find((one) => one.recipient === email && one.template === template);
  if (!found) throw new Error(`no ${template} for ${email} in the outbox`);
  const { body } = await admin.get(`/v1/admin/outbox/${found.id}`);
  return /https?:\/\/\S+#token=\S+/.exec(body)[0];
}

/** Shows that the address of whoever has this session is theirs; a link counts once. */
export async function verified(url, email, token) {
  const person = caller(url, token);
  if ((await person.get("/v1/me")).user.email_verified_at) return;
  const link = await mailed(url, email, "verify_email");
  await person.post("/v1/auth/email/verify", { token: link.split("#token=")[1] });
}

const grown = new Map();

/** Makes a team of a person who worked alone, and fills it. Once; later it is there. */
export function asTeam(person, url) {
  if (!grown.has(person.id)) grown.set(person.id, grow(person, url));
  return grown.get(person.id);
}

async function grow(person, url) {
  const { token, get, post, put } = await signIn(url, person);
  const me = await get("/v1/me");
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
  if (credentials()) await withPeople(person, url, token);
}

/** Two colleagues, an invitation that waits, and support that asks. */
async function withPeople(person, url, token) {
  await verified(url, person.email, token);
  const boss = caller(url, token);
  for (const [name, role] of [["Ben Adeyemi", "staff"], ["Ines Ferreira", "member"]]) {
    const email = `${name.split(" ")[0].toLowerCase()}-${person.id.slice(-8).toLowerCase()}@studio.example`;
    const seat = await boss.post("/v1/invitations", { email, role });
    const other = await caller(url).post("/v1/auth/signup", { email, password: PASSWORD, name });
    await caller(url, other.token).post("/v1/invitations/accept", { token: seat.token });
  }
  await boss.post("/v1/invitations", { email: `yuki-${person.id.slice(-8).toLowerCase()}@studio.example`, role: "member", expires_in_days: 14 });
  const { organization } = await boss.get("/v1/me");
  const admin = await signIn(url, credentials());
  await admin.post("/v1/admin/support-accesses", { organization_id: organization.id, reason: "A run that is charged and has no answer", hours: 4, scopes: ["runs:read", "usage:read"] });
}
