// The hub's own pages: they run little or no script, and have the front end's fonts and theme.
export const HUB_PAGES = [
  { name: "hub-consent", path: "/sign-in", full: true, act: (page) => consent(page) },
  { name: "hub-sign-in", path: "/sign-in?next=/app", guest: true, full: true },
  { name: "hub-recover", path: "/account/recover", guest: true, full: true },
  { name: "hub-link", path: "/account/verify", guest: true, full: true },
  { name: "hub-reference", path: "/docs/reference", guest: true, full: true },
  { name: "hub-errors", path: "/docs/errors", guest: true, full: true },
  { name: "hub-status", path: "/status", guest: true, full: true },
];

const BACK = "http://127.0.0.1:53682/callback";

/** A program that asks for somebody's yes, as any may. */
async function consent(page) {
  const client = await page.evaluate(async (back) => {
    const answer = await fetch("/oauth/register", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ client_name: "Desk Companion", redirect_uris: [back], token_endpoint_auth_method: "none" }) });
    return (await answer.json()).client_id;
  }, BACK);
  const asked = new URLSearchParams({ response_type: "code", client_id: client, redirect_uri: BACK, scope: "agents:read agents:invoke", state: "s", code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", code_challenge_method: "S256", resource: new URL("/mcp", page.url()).href });
  await page.goto(new URL(`/oauth/authorize?${asked}`, page.url()).href);
}
