// Every page, in the order of a visit; what comes after signing in first, guests' pages last.
import { consolePages } from "./console-pages.mjs";
import { HUB_PAGES } from "./hub-pages.mjs";
import { asTeam } from "./team.mjs";

const TEAM = ["", "teams", "roles", "policies", "sign-in", "directory", "audit", "support", "budgets", "general"];

export const PAGES = (person) => [
  { name: "marketplace", path: "/marketplace", full: true },
  { name: "market-search", path: "/marketplace?q=zebra" },
  { name: "market-nothing", path: "/marketplace?q=zebra&category=legal" },
  { name: "market-wanted", path: "/marketplace?q=zebra&category=legal", full: true, act: (page) => page.getByText("Tells me when a container ship is late").waitFor() },
  { name: "market-filters", path: "/marketplace?price=free&verified=true&sort=newest" },
  { name: "market-suggestions", path: "/marketplace", act: (page) => page.getByRole("combobox", { name: "Describe the job" }).fill("inv").then(() => page.getByRole("option").first().waitFor()) },
  { name: "agent", path: `/agents/${person.agent}`, full: true },
  { name: "agent-reviews", path: `/agents/${person.agent}?tab=reviews`, full: true },
  { name: "agent-outcomes", path: `/agents/${person.agent}?tab=outcomes`, full: true },
  { name: "agent-trust", path: `/agents/${person.agent}?tab=trust`, full: true },
  { name: "agent-api", path: `/agents/${person.agent}?tab=api`, full: true },
  { name: "agent-changes", path: `/agents/${person.agent}?tab=changes`, full: true },
  { name: "agent-try", path: `/agents/${person.other}`, full: true },
  ...(person.platform ? [
    { name: "agent-media", path: `/agents/${person.own}`, full: true },
    { name: "agent-media-large", path: `/agents/${person.own}`, act: (page) => page.getByRole("button", { name: "Yesterday, in three lines" }).click().then(() => page.getByText("1 of 3").waitFor()) },
    { name: "agent-media-film", path: `/agents/${person.own}`, act: (page) => page.getByRole("button", { name: "A standup becomes three lines" }).click().then(() => page.getByText("2 of 3").waitFor()) },
  ] : []),
  { name: "market-recent", path: `/agents/${person.agent}`, act: (page) => recent(page) },
  { name: "category", path: "/categories/writing", full: true },
  { name: "collection", path: "/collections/close-the-month", full: true },
  { name: "publisher", path: "/publishers/laelia", full: true },
  { name: "ask", path: "/app/ask" },
  { name: "ask-top-up", path: "/app/ask", wait: 1500, expects: /402/, act: (page) => tooPoor(page).then(() => page.getByRole("meter").waitFor()) },
  { name: "ask-kept", path: "/app/ask", expects: /402/, act: (page) => tooPoor(page).then(() => page.getByRole("meter").waitFor()).then(() => page.reload()).then(() => page.getByRole("button", { name: "Send it again" }).waitFor()) },
  { name: "maintenance", path: "/app/ask", pushes: true, act: (page) => paused(page) },
  { name: "out-of-reach", path: "/app/runs", pushes: true, expects: /ERR_FAILED/, act: (page) => outOfReach(page) },
  { name: "ask-narrow", path: "/app/ask", act: (page) => besideIt(page) },
  { name: "ask-files", path: "/app/ask", act: (page) => attach(page) },
  { name: "ask-sent", path: "/app/ask", wait: 6000, act: (page) => attach(page).then(() => page.getByRole("button", { name: "Remove report.zip" }).click()).then(() => page.getByRole("button", { name: "Run it" }).click()) },
  { name: "agent-files", path: `/agents/${person.agent}`, act: (page) => page.locator("#try input[type=file]").setInputFiles([REPORT]).then(() => page.locator("#try").scrollIntoViewIfNeeded()) },
  { name: "agent-price", path: `/agents/${person.agent}`, act: (page) => page.locator("#try textarea").first().fill("Sales rose by a tenth in May.").then(() => page.locator("#try").getByText(PRICED).waitFor()) },
  { name: "ask-price", path: `/app/ask?agent=${person.agent}`, act: (page) => page.getByRole("textbox", { name: "Your goal" }).fill("Sales rose by a tenth in May.").then(() => page.getByText(PRICED).waitFor()) },
  { name: "compare", path: `/app/compare?agents=${person.agents.join(",")}`, wait: 3500, act: (page) => compare(page) },
  { name: "compare-blind", path: `/app/compare?agents=${person.agent},${person.agent}`, full: true, act: (page) => compareBlind(page) },
  { name: "home", path: "/app", full: true },
  { name: "agents", path: "/app/agents", full: true },
  { name: "runs", path: "/app/runs", full: true },
  { name: "run", path: `/app/runs/${person.run}`, full: true },
  { name: "analytics", path: "/app/analytics", full: true },
  { name: "credits", path: "/app/credits", full: true, expects: /40[34]/ },
  { name: "credits-plans", path: "/app/credits?tab=plans", full: true, expects: /40[34]/ },
  { name: "credits-purchases", path: "/app/credits?tab=purchases", full: true, expects: /40[34]/ },
  { name: "credits-payment", path: "/app/credits?tab=payment", full: true, expects: /40[34]/ },
  { name: "credits-statement", path: "/app/credits?tab=statement", full: true, expects: /40[34]/ },
  { name: "checkout", path: person.product ? `/app/checkout?product=${person.product}` : "/app/checkout", full: true, expects: person.product ? undefined : /403/ },
  { name: "checkout-paying", path: `/app/checkout/${person.checkout ?? "chk_none"}`, full: true, expects: person.checkout ? undefined : /40[34]/ },
  { name: "keys", path: "/app/keys", full: true },
  { name: "keys-made", path: "/app/keys", act: (page) => page.getByRole("button", { name: /^Make a key for/ }).click().then(() => page.getByRole("button", { name: "Test it" }).click()).then(() => page.getByText("It works:", { exact: false }).waitFor()) },
  { name: "keys-address", path: "/app/keys", act: (page) => page.getByRole("button", { name: "Any other" }).click() },
  { name: "account", path: "/app/account", full: true },
  { name: "account-erase", path: "/app/account", act: (page) => page.getByRole("button", { name: "Erase your account" }).click() },
  { name: "inbox", path: "/app/inbox" },
  { name: "studio", path: "/studio", full: true, expects: /404/ },
  { name: "studio-apply", path: "/studio/apply", full: true },
  { name: "studio-new", path: "/studio/new", full: true },
  { name: "studio-connect", path: "/studio/new", full: true, act: (page) => page.getByText("Tools that you run already").click().then(() => page.getByRole("button", { name: "Continue" }).click()) },
  { name: "studio-describe", path: `/studio/new?draft=${person.begun}`, full: true, expects: /502/, act: (page) => step(page, "Describe") },
  { name: "studio-data", path: `/studio/new?draft=${person.begun}`, full: true, expects: /502/, act: (page) => step(page, "Permissions") },
  { name: "studio-price", path: `/studio/new?draft=${person.begun}`, full: true, expects: /502/, act: (page) => step(page, "Price") },
  { name: "studio-check", path: `/studio/new?draft=${person.begun}`, full: true, expects: /502/, act: (page) => step(page, "Check and submit") },
  { name: "studio-recheck", path: `/studio/new?draft=${person.own}`, full: true, act: (page) => step(page, "Check and publish") },
  ...["overview", "versions", "listing", "pricing", "samples", "tries", "reviews", "cases"].map((tab) => ({ name: `studio-agent-${tab}`, path: `/studio/agents/${person.own}?tab=${tab}`, full: true })),
  { name: "studio-offer", path: `/studio/agents/${person.own}?tab=pricing`, act: (page) => page.getByRole("button", { name: "Add a product" }).click().then(() => page.getByText("For one customer alone").click()) },
  { name: "studio-code", path: `/studio/agents/${person.own}?tab=pricing`, act: (page) => page.getByRole("button", { name: "New code" }).click() },
  ...(person.platform ? [{ name: "studio-take-back", path: `/studio/agents/${person.own}?tab=tries`, act: (page) => page.getByRole("button", { name: "Take back what is left" }).click() }] : []),
  { name: "studio-diff", path: `/studio/agents/${person.own}?tab=versions`, full: true, act: (page) => page.getByRole("button", { name: "What changed" }).first().click() },
  ...(person.platform ? [{ name: "studio-maintenance", path: `/studio/agents/${person.own}?tab=listing`, act: (page) => page.getByRole("button", { name: "Pause for maintenance" }).click() }] : []),
  { name: "studio-archive", path: `/studio/agents/${person.own}`, act: (page) => page.getByRole("button", { name: "Archive", exact: true }).click() },
  ...(person.platform ? [
    { name: "studio-captions", path: `/studio/agents/${person.own}?tab=listing`, act: (page) => page.getByRole("button", { name: "Replace the captions" }).click() },
    { name: "studio-changed", path: "/studio", full: true, expects: /404/, act: (page) => page.getByRole("button", { name: "Look at the changes" }).click().then(() => page.getByRole("button", { name: /^Accept \d/ }).waitFor()) },
  ] : []),
  { name: "studio-probe", path: `/studio/new?draft=${person.begun}`, full: true, expects: /502/, act: (page) => step(page, "Connect").then(() => page.getByRole("alert").waitFor()) },
  { name: "studio-earnings", path: "/studio/earnings", full: true, expects: /404/ },
  { name: "studio-decisions", path: "/studio/decisions", full: true },
  { name: "studio-profile", path: "/studio/profile", full: true },
  { name: "studio-comments", path: `/agents/${person.own}?tab=reviews`, full: true, expects: /404/, act: (page) => page.getByRole("button", { name: /comment/i }).first().click({ timeout: 3000 }).catch(() => null) },
  { name: "palette", path: "/app", act: (page) => page.keyboard.press("Control+k") },
  { name: "missing", path: "/app/nowhere" },
  { name: "guide-own", path: "/docs#call-by-id", act: (page) => page.getByRole("combobox", { name: "Agent in the snippets" }).waitFor() },
  { name: "work-with-others", path: "/app/account/team", full: true },
  ...TEAM.map((place) => ({ name: `org-${place || "members"}`, path: `/app/organization/${place}`.replace(/\/$/, ""), full: true, expects: /404/, before: (url) => asTeam(person, url) })),
  { name: "org-connection", path: "/app/organization/sign-in", full: true, before: (url) => asTeam(person, url), act: (page) => page.getByRole("link", { name: /OpenID Connect/ }).click().then(() => page.getByRole("heading", { name: "Okta" }).waitFor()) },
  { name: "org-scim-test", path: "/app/organization/directory", expects: /404/, before: (url) => asTeam(person, url), act: (page) => makeScimToken(page).then(() => page.getByRole("button", { name: "Test it" }).click()).then(() => page.getByText("The token is taken").waitFor()) },
  { name: "org-scim-refused", path: "/app/organization/directory", expects: /40[14]/, before: (url) => asTeam(person, url), act: (page) => makeScimToken(page).then(() => page.getByRole("button", { name: "I have it" }).click()).then(() => page.getByRole("button", { name: "Test a token" }).click()).then(() => page.getByLabel("Token", { exact: true }).fill("las_scim_not_a_token")).then(() => page.getByRole("button", { name: "Test it" }).click()).then(() => page.getByText("does not take this token", { exact: false }).waitFor()) },
  { name: "org-invite", path: "/app/organization", expects: /404/, before: (url) => asTeam(person, url), act: (page) => page.getByRole("button", { name: "Invite people" }).click().then(() => page.getByLabel("Email addresses").fill("ana@studio.example, ben@studio.example")) },
  { name: "your-team", path: "/app/account/team", full: true, expects: /404/, before: (url) => asTeam(person, url) },
  ...consolePages(person.platform),
  ...[["landing", "/"], ["market", "/marketplace"], ["agent", `/agents/${person.agent}`], ["sign-up", "/signup"]].map(([name, path]) => ({ name: `guest-maintenance-${name}`, path, guest: true, pushes: true, act: (page) => pausedForAll(page) })),
  { name: "landing-hero", path: "/", wait: 7000, guest: true },
  { name: "landing-story", path: "/", guest: true, wait: 1500, act: (page) => seek(page, 0.58) },
  { name: "landing-story-done", path: "/", guest: true, wait: 1500, act: (page) => seek(page, 1) },
  { name: "landing-all", path: "/", guest: true, full: true, still: true, wait: 2500 },
  { name: "guest-market", path: "/marketplace", guest: true, full: true },
  { name: "guest-agent", path: `/agents/${person.agent}?tab=reviews`, guest: true, full: true },
  ...(person.platform ? [{ name: "guest-agent-resting", path: `/agents/${person.platform.resting}`, guest: true, full: true }] : []),
  { name: "guest-compare", path: `/compare?agents=${person.agent},${person.other}`, guest: true, full: true, wait: 1500 },
  { name: "guide", path: "/docs", guest: true, full: true },
  { name: "guide-at", path: "/docs#budgets", guest: true },
  { name: "legal-terms", path: "/legal/terms", guest: true, full: true },
  { name: "legal-privacy", path: "/legal/privacy", guest: true, full: true },
  { name: "invitation-closed", path: "/invitation", guest: true },
  { name: "sign-in", path: "/login", guest: true, wait: 3000 },
  { name: "sign-in-password", path: "/login", guest: true, wait: 1500, act: (page) => continueAs(page) },
  { name: "sign-in-refused", path: "/login", guest: true, wait: 1500, expects: /401/, act: (page) => continueAs(page).then(() => page.getByLabel("Password", { exact: true }).fill("not-the-password")).then(() => page.keyboard.press("Enter")).then(() => page.getByRole("alert").waitFor()) },
  { name: "sign-in-organization", path: "/login", guest: true, wait: 1500, act: (page) => ofDomain(page, { method: "sso", required: false }) },
  { name: "sign-in-enforced", path: "/login", guest: true, wait: 1500, act: (page) => ofDomain(page, { method: "sso", required: true }) },
  { name: "sign-in-directory", path: "/login", guest: true, wait: 1500, act: (page) => ofDomain(page, { method: "ldap", required: false }) },
  { name: "sign-up", path: "/signup", guest: true, wait: 3000 },
  ...HUB_PAGES,
];

const PRICED = /^(Costs|Up to) [\d.]+ credit/;
const REPORT = { name: "sales-may.txt", mimeType: "text/plain", buffer: Buffer.from("Sales rose by a tenth in May, most of it in the north. ".repeat(40)) };

/** What a phone opens in place of the columns; a wide page has them already. */
async function besideIt(page) {
  const button = page.getByRole("button", { name: "Conversations" });
  if (await button.isVisible()) await button.click().then(() => page.getByRole("dialog", { name: "Conversations" }).waitFor());
}

async function makeScimToken(page) {
  await page.getByRole("button", { name: "New token" }).click();
  await page.getByLabel("Which directory is it for?").fill("Okta");
  await page.getByRole("dialog").getByRole("button", { name: "New token" }).click();
  await page.getByText("Copy it now.", { exact: false }).waitFor();
}

async function continueAs(page, email = "mara@studio.example") {
  await page.getByLabel("Email").fill(email);
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await page.getByText(email).waitFor();
}

/** A domain is verified by its DNS, which a hub on one machine has none of: the answer is given here. */
async function ofDomain(page, { method, required }) {
  const connection = method === "sso" ? { id: "sso_1", name: "Okta", kind: "oidc", url: `${new URL(page.url()).origin}/sso/sso_1/start?login_hint=mara%40osei.example` } : null;
  const answer = { method, required, connection, organization: { id: "org_1", name: "Osei Studio" }, ways: required ? [] : ["password", "passkey", "link"], providers: [] };
  await page.route("**/v1/auth/discover", (route) => route.fulfill({ json: answer }));
  await continueAs(page, "mara@osei.example");
}

/** As everybody finds it while the platform's people work on it. */
async function paused(page) {
  await page.route("**/v1/me", async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, json: { ...(await answer.json()), maintenance: { message: "We move to larger machines. Reading works meanwhile.", until: "2026-12-01T06:00:00Z" } } });
  });
  await page.reload();
  await page.getByText("We move to larger machines.", { exact: false }).waitFor();
}

/** The app without its hub, and what waits for it. */
async function outOfReach(page) {
  await page.addInitScript((at) => {
    const waits = JSON.stringify({ who: "usr_1", deeds: [{ kind: "outcome", of: "run_1", happy: false, reason: "It left out the date.", id: "1", at }, { kind: "read", of: "ntf_1", subject: "A budget is nearly used up", id: "2", at }] });
    const get = Storage.prototype.getItem;
    Storage.prototype.getItem = function (name) { return name === "laelia-waiting" ? waits : get.call(this, name); };
  }, new Date(Date.now() - 240_000).toISOString());
  await page.route("**/v1/me", (route) => route.abort());
  await page.reload();
  await page.getByRole("heading", { name: "The hub is out of reach" }).waitFor();
}

/** The same for whoever is not signed in: the document says it, and the hub when it is asked. */
async function pausedForAll(page) {
  const told = { message: "We move to larger machines. Reading works meanwhile.", until: "2026-12-01T06:00:00Z" };
  await page.route("**/v1/maintenance", (route) => route.fulfill({ json: { maintenance: told } }));
  await page.route(page.url(), async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: (await answer.text()).replace('id="laelia-facts">{', `id="laelia-facts">{"maintenance": ${JSON.stringify(told)}, `) });
  });
  await page.reload();
  await page.getByText(told.message, { exact: false }).waitFor();
}

/** A goal with a file, which the hub refuses as it refuses where credits are few. */
async function tooPoor(page) {
  const body = { code: "insufficient_credits", title: "There are not enough credits", detail: "This needs up to 20000 credits; 18600 are available.", required_credits: "20000", available_credits: "18600" };
  await page.route("**/v1/agents/*/invoke", (route) => route.fulfill({ status: 402, contentType: "application/problem+json", body: JSON.stringify(body) }));
  await page.locator("input[type=file]").setInputFiles([REPORT]);
  await page.getByRole("textbox", { name: "Your goal" }).fill("Summarize this report");
  await page.getByRole("button", { name: "Run it" }).and(page.locator(":enabled")).click();
}

/** A text that is taken, and a file that no agent reads. */
async function attach(page) {
  await page.locator("input[type=file]").setInputFiles([REPORT, { name: "report.zip", mimeType: "application/zip", buffer: Buffer.from("PK\x03\x04 report") }]);
  await page.getByRole("textbox", { name: "Your goal" }).fill("Summarize this report");
  await page.getByText("Agents read texts, PDF, Word, Excel and pictures", { exact: false }).waitFor();
}

/** The step's button has its name twice: as seen, and as heard on narrow pages. */
async function step(page, name) {
  await page.getByRole("navigation", { name: "Steps" }).getByRole("button", { name }).click();
}

async function seek(page, t) {
  const range = page.getByRole("slider");
  await range.scrollIntoViewIfNeeded();
  await range.fill(String(Math.round(t * 1000)));
  await page.locator("#story-title").evaluate((element) => element.scrollIntoView({ block: "start" }));
}

/** Once the page has told what was viewed, the marketplace has it. */
async function recent(page) {
  await page.waitForResponse((answer) => answer.url().endsWith("/v1/discovery/events"), { timeout: 15_000 }).catch(() => undefined);
  await page.goto(new URL("/marketplace", page.url()).href, { waitUntil: "networkidle" });
  await page.getByRole("heading", { name: "You looked at" }).waitFor();
}

async function compareBlind(page) {
  await page.getByRole("checkbox", { name: /Blind/ }).check();
  await compare(page);
  await page.getByRole("button", { name: "This one is best" }).first().waitFor({ timeout: 90_000 });
}

async function compare(page) {
  await page.getByRole("textbox", { name: "Your own text" }).fill("Sales rose by a tenth in May, most of it in the north.");
  await page.getByRole("button", { name: "Run all of them" }).click();
}
