// People's ways through the product, in a real browser over a real hub: node tools/journeys.mjs
import assert from "node:assert/strict";
import { PASSWORD, step } from "./api.mjs";
import { withBrowser } from "./browser.mjs";
import { compareJourney } from "./journey-compare.mjs";
import { connectJourney } from "./journey-connect.mjs";
import { filesJourney } from "./journey-files.mjs";
import { teamJourney } from "./journeys-team.mjs";
import { platformJourney } from "./journey-platform.mjs";

const url = process.env.LAELIA_URL ?? "http://127.0.0.1:8080";
const violations = [];

/** The states that the run's flower went through: a 1 is a petal at work, a 2 one at rest. */
async function watchPetals(page) {
  await page.locator("[data-petals]").waitFor();
  await page.evaluate(() => {
    window.petals = [];
    const flower = document.querySelector("[data-petals]");
    new MutationObserver(() => window.petals.push(flower.dataset.petals)).observe(flower, { attributes: true });
  });
  return () => page.evaluate(() => window.petals);
}

function watch(page) {
  page.setDefaultTimeout(30_000);
  page.on("console", (message) => /Content Security Policy|TrustedHTML|TrustedScript/.test(message.text()) && violations.push(message.text()));
  page.on("pageerror", (error) => violations.push(String(error)));
}

await withBrowser(async (context) => {
  const page = await context.newPage();
  watch(page);
  const email = `visitor-${Date.now()}@studio.example`;

  await step("a visitor reads what it is, and says a goal", async () => {
    await page.goto(url);
    await page.getByRole("textbox", { name: "Your goal" }).fill("Summarize: sales rose by a tenth in May.");
    await page.getByRole("button", { name: "Run it" }).click();
    await page.waitForURL(/login/);
  });
  await step("searches for what they need, and opens what they find", async () => {
    await page.goto(`${url}/marketplace`);
    await page.getByRole("combobox", { name: "Describe the job" }).fill("summarize a long text");
    await page.keyboard.press("Enter");
    await page.getByRole("link", { name: "Summarize", exact: true }).click();
    await page.getByRole("heading", { name: "Summarize", exact: true }).waitFor();
  });
  await step("tries it on a text of their own, without an account", async () => {
    await page.getByLabel("Text", { exact: false }).first().fill("Two shops opened in Leeds and one closed in Hull.");
    await page.getByRole("button", { name: "Try it", exact: true }).click();
    await page.getByRole("log").getByRole("status").waitFor();
    await page.getByText("2 tries without an account").waitFor();
  });
  await step("signs up alone, comes back to it, and never reads of an organization", async () => {
    await page.getByRole("main").getByRole("link", { name: "Start free" }).first().click();
    await page.getByLabel("Your name").fill("Mara Osei");
    await page.getByLabel("Email").fill(email);
    await page.getByLabel("Password", { exact: false }).fill(PASSWORD);
    await page.getByRole("button", { name: "Make my account" }).click();
    await page.waitForURL(/\/agents\//);
    await page.goto(`${url}/app`);
    await page.getByRole("heading", { level: 1 }).waitFor();
    assert.doesNotMatch(await page.locator("body").innerText(), /organi[sz]ation/i);
    await page.goBack();
  });
  await step("enables it, for nothing", async () => {
    await page.getByRole("button", { name: "Enable", exact: true }).first().click();
    await page.getByText("Enabled", { exact: true }).first().waitFor();
  });
  await step("asks Laelia, and sees the petals change", async () => {
    await page.goto(`${url}/app/ask`);
    const petals = await watchPetals(page);
    await page.getByRole("textbox", { name: "Your goal" }).fill("Summarize this: sales rose by a tenth in May, most of it in the north.");
    await page.getByRole("button", { name: "Run it" }).click();
    await page.getByText("Did this do the job?").waitFor();
    const seen = await petals();
    assert.ok(seen.some((state) => state.includes("1") && !state.endsWith("1")), `a petal at work: ${seen}`);
    assert.match(seen.at(-1), /2.*1$/, "the petal rests and the lip is lit");
  });
  await step("marks the answer happy", async () => {
    await page.getByRole("button", { name: "Yes" }).click();
    await page.getByText("Counted as happy").waitFor();
    await page.getByRole("link", { name: "Open the run" }).click();
    await page.getByText("Counted as happy").waitFor();
  });
  await filesJourney(page, url, step);
  await connectJourney(page, url, step);
  await step("jumps by the palette, with the keyboard alone", async () => {
    await page.keyboard.press("Control+k");
    await page.getByPlaceholder("Say a goal").fill("billing");
    await page.keyboard.press("ArrowDown");
    await page.getByRole("option", { name: "Billing", exact: true }).click();
    await page.getByRole("heading", { name: "Credits and billing", exact: true }).waitFor();
  });
  await step("signs out and in again", async () => {
    await page.getByRole("button", { name: "Account menu" }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.getByRole("link", { name: "Sign in" }).first().click();
    await page.getByLabel("Email").fill(email);
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.waitForURL(/\/app$/);
  });
  await teamJourney({ context, url, step, watch, email });
  await platformJourney(page, url, step);
  await compareJourney(page, url, step);
  assert.deepEqual(violations, []);
  console.log("✓ not one violation of the policy");
});
