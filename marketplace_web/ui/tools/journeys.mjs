// People's ways through the product, in a real browser over a real hub: node tools/journeys.mjs
import assert from "node:assert/strict";
import { PASSWORD, step } from "./api.mjs";
import { signInByPage, withBrowser } from "./browser.mjs";
import { compareJourney } from "./journey-compare.mjs";
import { connectJourney } from "./journey-connect.mjs";
import { filesJourney } from "./journey-files.mjs";
import { keyboardJourney } from "./journey-keyboard.mjs";
import { offlineJourney } from "./journey-offline.mjs";
import { teamJourney } from "./journeys-team.mjs";
import { platformJourney } from "./journey-platform.mjs";

const url = process.env.LAELIA_URL ?? "http://127.0.0.1:8080";
const violations = [];

/**
 * What the run's events changed, in their order: the states of the flower (a 1 is a petal at work, a
 * 2 one at rest), of the graph's nodes, and of the rows of tools.
 */
async function watchRun(page) {
  await page.locator("[data-petals]").waitFor();
  await page.evaluate(() => {
    window.seen = { petals: [], graph: [], rows: [] };
    // oxlint-disable-next-line unicorn/consistent-function-scoping -- runs in the page
    const keep = (list, state) => state !== undefined && state !== list.at(-1) && list.push(state);
    const look = () => {
      keep(window.seen.petals, document.querySelector("[data-petals]")?.dataset.petals);
      keep(window.seen.graph, document.querySelector("[data-graph]")?.dataset.graph);
      const rows = [...document.querySelectorAll("[data-step]")].map((row) => row.dataset.step);
      if (rows.length) keep(window.seen.rows, rows.join(" "));
    };
    new MutationObserver(look).observe(document.body, { attributes: true, childList: true, subtree: true });
  });
  return () => page.evaluate(() => window.seen);
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
    await page.getByRole("button", { name: "Create my account" }).click();
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
  await step("asks Laelia, and sees petals, graph and tools change by the run's events", async () => {
    await page.goto(`${url}/app/ask`);
    const told = await watchRun(page);
    await page.getByRole("textbox", { name: "Your goal" }).fill("Summarize this: sales rose by a tenth in May, most of it in the north.");
    await page.getByRole("button", { name: "Run it" }).click();
    await page.getByText("Did this do the job?").waitFor();
    const { petals, graph, rows } = await told();
    assert.ok(petals.some((state) => state.includes("1") && !state.endsWith("1")), `a petal at work: ${petals}`);
    assert.match(petals.at(-1), /2.*1$/, "the petal rests and the lip is lit");
    assert.ok(rows.some((state) => state.includes("running")), `a tool at work: ${rows}`);
    assert.match(rows.at(-1), /^done( done)*$/, "every tool has returned");
    assert.ok(graph.some((state) => /running/.test(state)), `a node at work: ${graph}`);
    assert.match(graph.at(-1), /^done( done)*$/, "every node is done");
  });
  await step("on a phone, opens the run and the conversations over the answer", async () => {
    const wide = page.viewportSize();
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByRole("button", { name: "What happened" }).click();
    const run = page.getByRole("dialog", { name: "What happened" });
    await run.getByRole("list", { name: "Time and cost of each step" }).waitFor();
    await run.locator("[data-petals]").waitFor();
    await run.getByRole("button", { name: "Close" }).click();
    await page.getByRole("button", { name: "Conversations" }).click();
    await page.getByRole("dialog", { name: "Conversations" }).getByRole("button", { name: /^Summarize this/ }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.setViewportSize(wide);
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
    await page.getByLabel("Email").fill("somebody@else.example");
    await page.keyboard.press("Enter");
    await page.getByText("somebody@else.example").waitFor();
    await page.goBack();
    await signInByPage(page, { email, password: PASSWORD });
    await page.waitForURL(/\/app$/);
  });
  await step("sees at home that a run begins and ends, as it does", async () => {
    const list = page.getByRole("list", { name: "Running and latest" });
    const before = await list.getByRole("link").first().getAttribute("href");
    await page.evaluate(async () => {
      const { data } = await (await fetch("/v1/agents")).json();
      const { id } = data.find((agent) => agent.name === "Summarize");
      await fetch(`/v1/agents/${id}/invoke`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ input: { text: "Rain on Monday, sun from Tuesday on." } }) });
    });
    await list.locator(`li:first-child:not(:has([href="${before}"]))`).getByText("Done").waitFor();
  });
  await offlineJourney(page, url, step);
  await teamJourney({ context, url, step, watch, email });
  await platformJourney(page, url, step);
  await compareJourney(page, url, step);
  await keyboardJourney(page, url, step);
  assert.deepEqual(violations, []);
  console.log("✓ not one violation of the policy");
});
