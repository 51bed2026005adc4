// One whole way without a mouse: signs in, finds an agent, enables it, runs it, says how it was.
import assert from "node:assert/strict";
import { caller, PASSWORD } from "./api.mjs";

const MOST_TABS = 120;
const TEXT = "Sales rose by a tenth in May, most of it in the north. Two shops opened in Leeds.";

/** Goes on with Tab until the focus is there; where it is must be seen. */
async function tabTo(page, target) {
  for (let i = 0; i < MOST_TABS; i += 1) {
    await page.keyboard.press("Tab");
    if (await target.evaluate((element) => element === document.activeElement).catch(() => false)) return seen(page);
  }
  assert.fail(`${target} is not reached by Tab`);
}

async function seen(page) {
  const ring = await page.evaluate(() => {
    const { activeElement: here } = document;
    // What is typed into a larger frame has the ring around the frame.
    const marked = [here, here.closest(".ringed")].filter(Boolean).map((one) => getComputedStyle(one));
    return { of: here.outerHTML.slice(0, 120), shown: marked.some((style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) };
  });
  assert.ok(ring.shown, `where the focus is, is seen: ${ring.of}`);
}

export async function keyboardJourney(page, url, step) {
  const email = `keys-${Date.now()}@studio.example`;
  await caller(url)("POST", "/v1/auth/signup", { email, password: PASSWORD, name: "Ida Keys" });
  const mouse = [];
  await page.exposeFunction("clicked", (what) => mouse.push(what));
  await page.addInitScript(() => addEventListener("pointerdown", ({ target }) => window.clicked(target.outerHTML.slice(0, 80)), { capture: true }));

  await step("by keyboard alone: signs in", async () => {
    await page.context().clearCookies();
    await page.goto(`${url}/login?next=/marketplace`);
    const address = page.getByLabel("Email");
    await address.waitFor();
    if (!(await address.evaluate((element) => element === document.activeElement))) await tabTo(page, address);
    await page.keyboard.type(email);
    await page.keyboard.press("Enter");
    const password = page.getByLabel("Password", { exact: true });
    await password.waitFor();
    assert.ok(await password.evaluate((element) => element === document.activeElement), "the password has the focus");
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/marketplace$/);
  });
  await step("finds an agent, and opens its page", async () => {
    const search = page.getByRole("combobox", { name: "Describe the job" });
    await search.waitFor();
    await tabTo(page, search);
    await page.keyboard.type("summarize a long text");
    await page.keyboard.press("Enter");
    await page.waitForURL(/q=summarize/);
    const found = page.getByRole("link", { name: "Summarize", exact: true });
    await found.waitFor();
    await tabTo(page, found);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Summarize", exact: true }).waitFor();
  });
  await step("enables it", async () => {
    const enable = page.getByRole("button", { name: "Enable", exact: true }).first();
    await enable.waitFor();
    await tabTo(page, enable);
    await page.keyboard.press("Enter");
    await page.getByText("Enabled", { exact: true }).first().waitFor();
  });
  await step("runs it on a text of their own", async () => {
    const text = page.locator("#try").getByLabel("Text", { exact: false }).first();
    await text.waitFor();
    await tabTo(page, text);
    await page.keyboard.type(TEXT);
    await tabTo(page, page.locator("#try").getByRole("button", { name: "Run it" }));
    await page.keyboard.press("Enter");
    await page.getByRole("log").getByRole("status").first().waitFor();
  });
  await step("says that the answer did the job", async () => {
    const yes = page.locator("#try").getByRole("button", { name: "Yes", exact: true });
    await yes.waitFor();
    await tabTo(page, yes);
    await page.keyboard.press("Enter");
    await page.locator("#try").getByText("Counted as happy").waitFor();
  });
  await step("jumps to the run by the palette, and finds it counted", async () => {
    await page.goto(`${url}/app`);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.keyboard.press("Control+k");
    await page.getByPlaceholder("Say a goal").waitFor();
    await page.keyboard.type("runs");
    const runs = page.getByRole("option", { name: "Runs", exact: true });
    await runs.waitFor();
    for (let i = 0; i < 20 && (await runs.getAttribute("aria-selected")) !== "true"; i += 1) await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/app\/runs$/);
    const run = page.getByRole("main").getByRole("link", { name: /Summarize/ }).first();
    await run.waitFor();
    await tabTo(page, run);
    await page.keyboard.press("Enter");
    await page.getByText("Counted as happy").waitFor();
    assert.deepEqual(mouse, [], "nothing was pressed with a pointer");
  });
}
