// The way of an administrator of the platform: block a domain, approve a listing, grant an agent, give money back.
import assert from "node:assert/strict";
import { administrator, caller, PASSWORD } from "./api.mjs";
import { signInByPage } from "./browser.mjs";
import { listing, order } from "./platform.mjs";

async function refused(url, email) {
  try {
    await caller(url)("POST", "/v1/auth/signup", { email, password: PASSWORD, name: "Nobody" });
    return false;
  } catch (error) {
    return /email_domain_not_allowed/.test(error.message);
  }
}

export async function platformJourney(page, url, step) {
  const admin = await administrator(url);
  if (admin === null) {
    console.log("– the platform's administrator: LAELIA_ADMIN_EMAIL and LAELIA_ADMIN_PASSWORD are not set");
    return;
  }
  const [offered, bought] = [await listing(url, admin), await order(url, admin, { paid: true })];
  const domain = `spam-${Date.now()}.example`;

  await step("an administrator signs in and goes to the console", async () => {
    await page.context().clearCookies();
    await page.goto(`${url}/login`);
    await signInByPage(page, admin);
    await page.waitForURL(/\/app$/);
    await page.getByRole("button", { name: "Account menu" }).click();
    await page.getByRole("menuitem", { name: "Platform console" }).click();
    await page.getByRole("heading", { name: "Overview" }).waitFor();
    await page.getByRole("link", { name: "Listings" }).first().waitFor();
  });
  await step("jumps to a list by the palette, and to another place from there", async () => {
    await page.keyboard.press("Control+k");
    await page.getByPlaceholder("Say a goal").fill("reconciliation");
    await page.getByRole("option", { name: /^Reconciliation/ }).click();
    await page.getByRole("tab", { name: "Reconciliation", selected: true }).waitFor();
    await page.getByRole("button", { name: "Search or run anything" }).click();
    await page.getByPlaceholder("Say a goal").fill("users");
    await page.getByRole("option", { name: /^People/ }).click();
    await page.getByRole("heading", { name: "People", level: 1 }).waitFor();
  });
  await step("blocks a domain, and nobody signs up from it", async () => {
    await page.getByRole("link", { name: "Email domains" }).click();
    await page.getByRole("button", { name: "Add a rule" }).click();
    await page.getByRole("dialog").getByLabel("Domain").fill(`*.${domain}`);
    await page.getByRole("dialog").getByLabel("Reason").fill("Sign-ups by a script");
    await page.getByRole("button", { name: "Add the rule" }).click();
    await page.getByText("The rule holds").waitFor();
    await page.getByRole("textbox", { name: "Address or domain" }).fill(`x@mail.${domain}`);
    await page.getByRole("button", { name: "Test it" }).click();
    await page.getByText(`Blocked by the rule *.${domain}`).waitFor();
    assert.ok(await refused(url, `x@mail.${domain}`));
  });
  await step("approves a listing by keyboard, and its publisher may show it", async () => {
    await page.goto(`${url}/console/moderation?queue=listings`);
    await page.locator(`[data-row][href$="${offered.case}"]`).waitFor();
    for (let i = 0; i < 100; i += 1) {
      await page.keyboard.press("j");
      if (await page.evaluate((id) => document.activeElement?.getAttribute("href")?.endsWith(id), offered.case)) break;
    }
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Checks and reports" }).waitFor();
    await page.getByLabel("Decision", { exact: true }).selectOption("approve");
    await page.getByRole("button", { name: "Decide", exact: true }).click();
    await page.getByText("Decided", { exact: true }).first().waitFor();
    await offered.owner.call("POST", `/v1/listings/${offered.listing}/status`, { to: "published" });
    assert.equal((await caller(url)("GET", `/v1/listings/${offered.listing}`)).name, "Receipts to ledger");
  });
  await step("enables an agent for an organization, with a limit", async () => {
    await page.goto(`${url}/console/organizations/${bought.buyer.organization.id}`);
    await page.getByRole("button", { name: "Enable an agent" }).click();
    await page.getByRole("dialog").getByLabel("Find an agent").fill("summarize");
    await page.getByRole("radio", { name: /^Summarize/ }).check();
    await page.getByRole("dialog").getByLabel("Runs at most").fill("5");
    await page.getByRole("dialog").getByLabel("Reason").fill("A pilot");
    await page.getByRole("button", { name: "Enable it" }).click();
    await page.getByText("0 / 5").waitFor();
    const { data } = await bought.buyer.call("GET", "/v1/agents?enabled=true");
    assert.deepEqual(data.map((agent) => agent.slug), ["summarize"]);
  });
  await step("gives a part of an order back, then the rest", async () => {
    await page.goto(`${url}/console/money/orders/${bought.order}`);
    const dialog = page.getByRole("dialog", { name: /^Give money back/ });
    for (const [amount, state] of [["20", "Partly refunded"], ["", "Refunded"]]) {
      await page.getByRole("button", { name: "Refund", exact: true }).click();
      if (amount) await dialog.getByLabel("Amount").fill(amount);
      await dialog.getByLabel("Reason").fill("Ordered by mistake");
      await dialog.getByRole("button", { name: "Refund", exact: true }).click();
      await dialog.waitFor({ state: "detached" });
      await page.getByText(state, { exact: true }).first().waitFor();
    }
    const seen = await bought.buyer.call("GET", `/v1/orders/${bought.order}`);
    assert.deepEqual([seen.status, seen.refunded.amount], ["refunded", 5000]);
  });
  await step("stages a setting, looks at the difference, applies it", async () => {
    const name = `Laelia ${Date.now()}`;
    await page.goto(`${url}/console/settings`);
    await page.getByLabel("Find a setting").fill("sender name");
    await page.getByRole("textbox", { name: "Sender name" }).fill(name);
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Review and stage" }).click();
    const dialog = page.getByRole("dialog", { name: "Stage these changes" });
    await dialog.getByText(name).waitFor();
    await dialog.getByLabel("Why").fill("Say who writes");
    await dialog.getByRole("button", { name: "Stage", exact: true }).click();
    await page.getByRole("button", { name: "Apply" }).first().click();
    await page.getByText("In force, in every process within seconds").waitFor();
    const { settings } = await admin.call("GET", "/v1/admin/settings");
    assert.equal(settings.find((one) => one.name === "mail.sender_name").value, name);
  });
  await step("looks at an organization that agrees, under a band that stays", async () => {
    await page.goto(`${url}/console/support`);
    await page.getByRole("button", { name: "Ask for access" }).first().click();
    const dialog = page.getByRole("dialog", { name: "Ask to look at an organization" });
    await dialog.getByLabel("Organization ID").fill(bought.buyer.organization.id);
    await dialog.getByLabel("Reason").fill("They see no runs");
    await dialog.getByRole("button", { name: "Ask", exact: true }).click();
    await dialog.waitFor({ state: "detached" });
    const { data } = await bought.buyer.call("GET", "/v1/support-accesses");
    await bought.buyer.call("POST", `/v1/support-accesses/${data[0].id}/decision`, { decision: "grant" });
    await page.reload();
    await page.getByRole("button", { name: "Enter", exact: true }).first().click();
    await page.getByText("You look at Northwind Traders").waitFor();
    await page.getByText("Summarize", { exact: true }).waitFor();
    await page.getByRole("link", { name: "People", exact: true }).click();
    await page.getByText("You look at Northwind Traders").waitFor();
    await page.getByRole("button", { name: "Stop looking" }).click();
    await page.getByText("You look at Northwind Traders").waitFor({ state: "detached" });
  });
}
