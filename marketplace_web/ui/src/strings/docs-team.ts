import type { Chapter } from "./reading";

export const team: Chapter = {
  id: "team",
  title: "Run a team",
  lead: "Who may do what, how people sign in, what may be spent, and a record of all of it.",
  sections: [
    {
      id: "roles",
      title: "People and roles",
      blocks: [
        { kind: "text", text: "Who works alone makes a team of their account at any time under [Account](/app/account/team): agents, keys, credits and runs stay what they are. Admins invite people by email; an invitation lasts seven days unless it says otherwise." },
        {
          kind: "terms",
          label: "Roles",
          rows: [
            ["Member", "Calls agents, and sees their own runs and usage. Enables free agents for themselves, unless the team forbids it."],
            ["Staff", "All of that, makes and enables agents for the team, makes keys, and sees everybody’s runs and usage."],
            ["Admin", "All of that, people, policies, sign-in, budgets, payments and the record."],
          ],
        },
        { kind: "text", text: "A key can never do more than whoever made it. Its scopes are `agents:read`, `agents:write`, `agents:invoke`, `runs:read`, `keys:write`, `usage:read`, `billing:write` and `admin`. What is taken away, from a person or a key, is gone within a second." },
      ],
    },
    {
      id: "sign-in",
      title: "How people sign in",
      blocks: [
        {
          kind: "terms",
          label: "Ways to sign in",
          rows: [
            ["By themselves", "A password with an authenticator app, a passkey, a mailed link, or an account elsewhere where the hub offers one."],
            ["Two factors for all", "One policy asks them of every session and of whoever made a key."],
            ["Your identity provider", "OpenID Connect or SAML 2.0. Show that a domain is yours, connect the provider, try it out, then enforce it. Groups give roles."],
            ["Your directory", "SCIM 2.0 provisions people and groups at `{origin}/scim/v2`; LDAP and Active Directory let people in with the password that they have."],
            ["From your networks alone", "A policy names addresses and networks; sessions and keys from elsewhere are refused."],
          ],
        },
        { kind: "text", text: "Admins find this under [Sign-in](/app/organization/sign-in), [Directory](/app/organization/directory) and [Policies](/app/organization/policies)." },
      ],
    },
    {
      id: "budgets",
      title: "Budgets",
      blocks: [
        { kind: "text", text: "A budget bounds credits by the day, by the month or for good: of the whole team, a person, a key or an agent. It counts what runs under way have set aside, so that no rush of calls gets past it; a run that does not fit is refused as `budget_exceeded` before it starts." },
        { kind: "code", label: "A budget", code: `curl -X PUT {origin}/v1/budgets \\\n  -H "authorization: Bearer $LAELIA_KEY" \\\n  -H "content-type: application/json" \\\n  -d '{"scope": "agent", "scope_id": "{agent}", "period": "month", "amount": "500"}'` },
        { kind: "text", text: "The key needs the scope `billing:write`. Admins set them under [Budgets](/app/organization/budgets), too." },
      ],
    },
    {
      id: "agents-allowed",
      title: "Which agents",
      blocks: [
        { kind: "text", text: "A policy names the agents that alone can be used, or those that cannot. It holds for people, keys, schedules and agents that call agents, within a second. What an agent needs to know of people is a policy too: personal data can be found and counted, replaced by tokens that only the answer gets back, or taken out." },
      ],
    },
    {
      id: "record",
      title: "The record",
      blocks: [
        { kind: "text", text: "Every act of management leaves one event: who, what, when, from where, before and after. Each is chained to the one before by its hash, and the ends of the chain are signed, so that a changed line shows." },
        {
          kind: "list",
          items: [
            "Read it under [Audit](/app/organization/audit), or with `GET /v1/audit`. A person sees their own acts, an admin everything.",
            "`GET /v1/audit/export` gives it as JSON Lines, CSV, CEF or OCSF. Taking it is recorded.",
            "`GET /v1/audit/heads` lists the signed ends. Keep them elsewhere: what came after the last that somebody else has cannot be proven.",
          ],
        },
      ],
    },
  ],
};
