// The pages of the platform's console, for whoever administers it; none without an administrator.
export const consolePages = (platform) => (platform === null ? [] : PAGES(platform).map((page) => ({ ...page, admin: true })));

const PAGES = (platform) => [
  { name: "console", path: "/console", full: true },
  { name: "console-palette", path: "/console", act: (page) => page.keyboard.press("Control+k").then(() => page.getByRole("option", { name: "Moderation" }).waitFor()) },
  { name: "console-palette-typed", path: "/app", act: (page) => page.keyboard.press("Control+k").then(() => page.getByPlaceholder("Say a goal").fill("reco")).then(() => page.getByRole("option", { name: "Reconciliation" }).waitFor()) },
  { name: "console-out-of-reach", path: "/console", pushes: true, expects: /ERR_FAILED/, act: (page) => page.route("**/v1/**", (route) => route.abort()).then(() => page.getByRole("link", { name: "Email domains" }).click()).then(() => page.getByText("nothing is done until it answers again", { exact: false }).waitFor()) },
  { name: "console-moderation", path: "/console/moderation", full: true },
  { name: "console-case", path: `/console/moderation/${platform.case}`, full: true },
  { name: "console-organizations", path: "/console/organizations", full: true },
  { name: "console-organization", path: `/console/organizations/${platform.organization}`, full: true },
  { name: "console-grant", path: `/console/organizations/${platform.organization}`, act: (page) => page.getByRole("button", { name: "Enable an agent" }).click().then(() => page.getByRole("radio").first().waitFor()) },
  { name: "console-people", path: "/console/people?q=tom", full: true },
  { name: "console-person", path: `/console/people/${platform.person}`, full: true },
  { name: "console-roles", path: "/console/roles", full: true },
  { name: "console-support", path: "/console/support", full: true },
  { name: "console-domains", path: "/console/domains", full: true },
  { name: "console-wanted", path: "/console/wanted", full: true },
  { name: "console-agents", path: "/console/agents", full: true },
  { name: "console-open-case", path: "/console/agents", act: (page) => page.getByRole("button", { name: "Open a case" }).first().click() },
  { name: "console-categories", path: "/console/categories", full: true },
  { name: "console-category", path: "/console/categories", act: (page) => page.getByRole("button", { name: "Edit Finance" }).click() },
  { name: "console-collections", path: "/console/collections", full: true },
  { name: "console-money", path: "/console/money", full: true },
  { name: "console-waiting", path: "/console/money?tab=waiting" },
  { name: "console-asked", path: "/console/money?tab=asked" },
  { name: "console-grant-back", path: "/console/money?tab=asked", act: (page) => page.getByRole("button", { name: "Give back" }).first().click() },
  { name: "console-books", path: "/console/money?tab=books", full: true },
  { name: "console-order", path: `/console/money/orders/${platform.order}`, full: true },
  { name: "console-refund", path: `/console/money/orders/${platform.order}`, act: (page) => page.getByRole("button", { name: "Refund", exact: true }).click() },
  { name: "console-compared", path: "/console/money?tab=compared", full: true },
  { name: "console-compared-found", path: "/console/money?tab=compared", act: (page) => answering(page, { "**/v1/admin/reconciliations?**": { data: FOUND, next_cursor: null }, "**/v1/admin/reconciliations/days": { data: DAYS, next_cursor: null } }) },
  { name: "console-compare", path: "/console/money?tab=compared", act: (page) => page.getByRole("button", { name: "Compare a day" }).click() },
  { name: "console-sales", path: "/console/sales", full: true },
  { name: "console-sales-none", path: "/console/sales", act: (page) => answering(page, { "**/v1/admin/sales**": { from: "2026-01-01", to: "2026-01-31", currencies: [] } }) },
  { name: "console-share", path: `/console/organizations/${platform.organization}`, act: (page) => page.getByRole("button", { name: "Set the share" }).click() },
  { name: "console-discovery", path: "/console/discovery", full: true },
  { name: "console-erase-organization", path: `/console/organizations/${platform.organization}`, act: (page) => page.getByRole("button", { name: "Erase", exact: true }).click() },
  { name: "console-erase-person", path: `/console/people/${platform.person}`, act: (page) => page.getByRole("button", { name: "Erase", exact: true }).click().then(() => page.getByLabel("Reason").fill("They asked for it")).then(() => page.getByLabel(/^Type /).fill("somebody@else.example")).then(() => page.getByRole("button", { name: "Erase the person" }).click()).then(() => page.getByText("This is not the same.").waitFor()) },
  { name: "console-settings", path: "/console/settings" },
  { name: "console-drafts", path: "/console/settings?tab=drafts", full: true },
  { name: "console-history", path: "/console/settings?tab=history" },
  { name: "console-secrets", path: "/console/settings?tab=secrets", full: true },
  { name: "console-jobs", path: "/console/jobs", full: true },
  { name: "console-mail", path: "/console/mail" },
  { name: "console-audit", path: "/console/audit" },
  { name: "console-nothing", path: "/console/organizations?q=nobody-has-this-name" },
];

/** What differs, where an account of a processor is shared or a webhook was lost. */
const ONE = { processor: "stripe", day: "2026-11-28", kind: "payment", object_id: null, organization_id: null, reason: null, found_at: "2026-11-29T03:00:00Z", closed_at: null };
const FOUND = [
  { ...ONE, id: "rcf_1", difference: "amount_differs", advice: "Another amount than was asked for. What came was kept as the buyer's balance; ask them to pay the order, or give the money back.", ref: "pi_3QxTwinOfAnOrder", ours: "succeeded 5000 USD", theirs: "succeeded 4500 USD", status: "open" },
  { ...ONE, id: "rcf_2", difference: "not_recorded", advice: "It happened there and was not told here; it is recorded now. Look why no message came: the webhook's address, its secret, its events.", ref: "pi_3QxNobodyTold", ours: null, theirs: "succeeded 2000 EUR", status: "mended" },
  { ...ONE, id: "rcf_3", difference: "refund_unknown", advice: "", ref: "re_3QxGivenBack", ours: null, theirs: "succeeded 1200 USD", status: "closed", reason: "Finance gave it back at Stripe; refunded here too.", closed_at: "2026-11-29T09:00:00Z" },
];

const DAYS = [["stripe", 28, 42, 1, 1], ["paypal", 28, 9, 0, 0], ["stripe", 27, 38, 0, 1], ["paypal", 27, 11, 0, 0]].map(([processor, day, listed, mended, found]) => ({ processor, day: `2026-11-${day}`, listed, mended, found, done_at: `2026-11-${day + 1}T03:00:00Z` }));

/** With answers that a hub of one machine does not come to by itself. */
async function answering(page, answers) {
  for (const [calls, answer] of Object.entries(answers)) await page.route(calls, (route) => route.fulfill({ json: answer }));
  await page.reload();
  await page.locator("main h1").waitFor();
  await page.waitForLoadState("networkidle");
}
