// A visitor compares three agents on a text of their own, and comes to call one by its ID.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { administrator, decide, PASSWORD, signUp } from "./api.mjs";
import { verified } from "./team.mjs";

const ROOT = new URL("../../../", import.meta.url).pathname;
const TEXT = "Sales rose by a tenth in May, most of it in the north. Two shops opened in Leeds and one closed in Hull.";

const manifest = (slug, name, instructions) => ({
  kind: "prompt", slug, name, tagline: `${name}: what a report says, in a line`, category: "writing", features: ["One line", "Keeps the numbers", "Adds nothing"],
  description: "Give it a report. It says in a line what is in it.", instructions, message: "{{ text }}", use_cases: ["what does the report say?"],
  examples: [{ title: "A month", input: { text: "Sales rose by a tenth in May." } }],
  input_schema: { type: "object", required: ["text"], properties: { text: { type: "string", title: "Text" } } },
});

/** Two free agents that visitors may try, listed beside those that come with the hub. */
async function offered(url, admin, mark) {
  const maker = await signUp(url, { name: "Tess Okafor" });
  await verified(url, maker.email, maker.token);
  const publisher = await maker.post("/v1/publishers", { name: `Okafor Press ${mark}`, slug: `okafor-${mark}`, accept_terms: true });
  await decide(admin, publisher.id);
  const made = [];
  for (const [slug, name, instructions] of [["gist", "Gist", "Answer with the gist in one short sentence."], ["headline", "Headline", "Answer with a headline of at most ten words."]]) {
    const agent = await maker.post("/v1/agents", manifest(`${slug}-${mark}`, `${name} ${mark}`, instructions));
    await maker.post(`/v1/agents/${agent.id}/publish`);
    await maker.put(`/v1/agents/${agent.id}/price`, { model: "free" });
    await maker.put(`/v1/agents/${agent.id}/tries/offer`, { offered: true, anonymous: true });
    const listing = await maker.post("/v1/listings", { agent_id: agent.id });
    await maker.post(`/v1/listings/${listing.id}/status`, { to: "submitted" });
    await decide(admin, listing.id);
    await maker.post(`/v1/listings/${listing.id}/status`, { to: "published" });
    made.push({ id: agent.id, name: agent.name });
  }
  return made;
}

export async function compareJourney(page, url, step) {
  const admin = await administrator(url);
  if (!admin) {
    console.log("– comparing: NOT RUN; needs LAELIA_ADMIN_EMAIL and LAELIA_ADMIN_PASSWORD, as the hub was started with");
    return;
  }
  const mark = Date.now().toString(36);
  const [gist, headline] = await offered(url, admin, mark);
  await step("a visitor searches, and lays three agents side by side", async () => {
    await page.context().clearCookies();
    await page.goto(url);
    await page.evaluate(() => {
      localStorage.removeItem("laelia-signed-in");
      sessionStorage.clear(); // and begins another visit
    });
    await page.goto(`${url}/marketplace`);
    await page.getByRole("combobox", { name: "Describe the job" }).fill(`what a report says ${mark}`);
    await page.keyboard.press("Enter");
    for (const name of [gist.name, headline.name]) await page.getByRole("button", { name: `Compare ${name}`, exact: true }).click();
    await page.getByRole("combobox", { name: "Describe the job" }).fill("summarize");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Compare Summarize", exact: true }).click();
    await page.getByRole("button", { name: "Compare", exact: true }).click();
    await page.getByRole("link", { name: "Compare on your own text" }).click();
    await page.waitForURL(/\/compare\?/);
  });
  await step("gives them a text of their own, without an account, and chooses", async () => {
    await page.getByText("tries without an account", { exact: false }).waitFor();
    await page.getByRole("textbox", { name: "Your own text" }).fill(TEXT);
    await page.getByRole("button", { name: "Run all of them" }).click();
    await page.getByRole("button", { name: "This one is best" }).nth(2).waitFor({ timeout: 90_000 });
    const answers = await page.getByRole("article").getByRole("log").allInnerTexts();
    assert.ok(answers.length === 3 && answers.every((answer) => answer.trim()), `three answers: ${answers}`);
    await page.getByRole("article", { name: gist.name }).getByRole("button", { name: "This one is best" }).click();
    await page.getByText(`You chose ${gist.name}`).waitFor();
  });
  await step("signs up, and enables the one that was chosen", async () => {
    await page.getByRole("status").getByRole("link", { name: "Start free" }).click();
    await page.getByLabel("Your name").fill("Noor Haddad");
    await page.getByLabel("Email").fill(`noor-${mark}@studio.example`);
    await page.getByLabel("Password", { exact: false }).fill(PASSWORD);
    await page.getByRole("button", { name: "Create my account" }).click();
    await page.waitForURL(new RegExp(gist.id));
    await page.getByRole("button", { name: "Enable", exact: true }).first().click();
    await page.getByText("Enabled", { exact: true }).first().waitFor();
    assert.doesNotMatch(await page.locator("body").innerText(), /organi[sz]ation/i);
  });
  await step("calls it by its ID with the very snippet that the page shows", async () => {
    await page.getByRole("button", { name: "Call by ID" }).click();
    await page.getByRole("button", { name: "Insert a key of mine" }).click();
    const snippet = page.getByRole("tabpanel", { name: "HTTP" }).locator("code");
    await snippet.filter({ hasText: "lae_live_" }).waitFor();
    const command = await snippet.innerText();
    assert.ok(command.startsWith("curl ") && command.includes(gist.id), command);
    const run = JSON.parse(execFileSync("bash", ["-c", command], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
    assert.deepEqual([run.agent_id, run.status], [gist.id, "succeeded"], JSON.stringify(run));
    await page.getByRole("tab", { name: "MCP SDK" }).click();
    const program = await page.getByRole("tabpanel", { name: "MCP SDK" }).locator("code").innerText();
    assert.ok(program.includes(`/mcp/agents/${gist.id}`), program);
    assert.match(execFileSync(`${ROOT}.venv/bin/python`, ["-c", program], { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] }), /^\{.+\}$/m);
    await page.goto(`${url}/app/runs`);
    await page.getByRole("link").filter({ hasText: gist.name }).first().waitFor();
  });
}
