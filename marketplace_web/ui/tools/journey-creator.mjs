// A creator without an organization: from a remote MCP server to earnings, in a real browser.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { administrator, decide, PASSWORD, signUp, step } from "./api.mjs";
import { choose, enter, withBrowser } from "./browser.mjs";
import { picture } from "./media.mjs";
import { mailed, verified } from "./team.mjs";

const url = process.env.LAELIA_URL ?? "http://127.0.0.1:8080";
const ROOT = new URL("../../../", import.meta.url).pathname;
const admin = await administrator(url);
if (!admin) {
  console.log("– the creator's journey needs LAELIA_ADMIN_EMAIL and LAELIA_ADMIN_PASSWORD of the hub, which was started with LAELIA_OUTBOUND__ALLOW=127.0.0.0/8");
  process.exit(0);
}

/** The MCP server of the tests as a process of its own: its address, and how to end it. */
async function mcpServer() {
  const child = spawn(`${ROOT}.venv/bin/python`, ["-m", "tests.tools.fixture_server", "0"], { cwd: ROOT, stdio: ["ignore", "pipe", "inherit"] });
  const port = await new Promise((found, failed) => {
    child.stdout.once("data", (line) => found(Number(String(line).trim())));
    child.once("exit", () => failed(new Error("the MCP server did not start")));
  });
  return { address: `http://127.0.0.1:${port}/mcp`, end: () => child.kill() };
}

/** Follows the link that was mailed, as whoever is signed in. */
async function openMail(page, email) {
  const token = (await mailed(url, email, "verify_email")).split("#token=")[1];
  await page.evaluate((given) => fetch("/v1/auth/email/verify", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ token: given }) }), token);
}

const alone = async (page) => assert.doesNotMatch(await page.locator("body").innerText(), /organi[sz]ation/i);
const next = (page) => page.getByRole("button", { name: "Continue" }).click();

async function makeAgent(page, address, name) {
  await step("chooses a remote MCP server, and the hub lists its tools", async () => {
    await page.goto(`${url}/studio/new`);
    await page.getByText("Tools that you run already").click();
    await next(page);
    await page.getByLabel("Address of the server").fill(address);
    await page.getByRole("button", { name: "Look at its tools" }).click();
    await page.getByText("test_simple_text", { exact: true }).click();
    await next(page);
  });
  await step("is told which field is missing, describes it, and may leave and come back", async () => {
    await next(page);
    await page.getByText("Give it a name.").waitFor();
    await page.getByLabel("Name", { exact: true }).fill(name);
    await page.getByLabel("In one line").fill("Says one plain sentence");
    await page.getByLabel("Description").fill("A tool that answers with one sentence, to show how a server becomes an agent.");
    await page.getByLabel("Category", { exact: true }).selectOption("writing");
    await page.getByLabel("Feature 1", { exact: true }).fill("Answers at once");
    await page.getByRole("button", { name: "Add a sample" }).click();
    await page.getByRole("button", { name: "Keep this input" }).click();
    await page.getByText("Saved", { exact: true }).waitFor();
    await page.reload();
    assert.equal(await page.getByLabel("Name", { exact: true }).inputValue(), name);
    await alone(page);
    await next(page);
  });
  await step("declares what becomes of data, and sets a price", async () => {
    await page.getByText("Sends the input to 127.0.0.1.").waitFor();
    await page.getByLabel("In your own words").fill("Nothing is kept.");
    await next(page);
    await page.getByText("For each run that succeeds.").click();
    await page.getByLabel("Credits", { exact: true }).fill("0.5");
    await next(page);
  });
}

await withBrowser(async (context) => {
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const violations = [];
  page.on("console", (message) => /Content Security Policy|TrustedHTML|TrustedScript/.test(message.text()) && violations.push(message.text()));
  page.on("pageerror", (error) => violations.push(String(error)));
  const mark = Date.now().toString(36);
  const email = `creator-${mark}@studio.example`;
  const name = `Plain speaker ${mark}`;
  const server = await mcpServer();
  try {
    await step("signs up alone, and applies as a creator", async () => {
      await page.goto(`${url}/signup?next=/studio`);
      await page.getByLabel("Your name").fill("Ines Duarte");
      await page.getByLabel("Email").fill(email);
      await page.getByLabel("Password", { exact: false }).fill(PASSWORD);
      await page.getByRole("button", { name: "Create my account" }).click();
      await page.getByRole("link", { name: "Apply", exact: true }).click();
      await page.getByText("You publish as a person").waitFor();
      await alone(page);
      await page.getByLabel("Public name").fill(`Duarte Tools ${mark}`);
      await page.getByLabel("I accept the terms").check();
      await page.getByRole("button", { name: "Apply" }).click();
      await page.getByText("Verify your email address first").waitFor();
      await openMail(page, email);
      await page.getByRole("button", { name: "Apply" }).click();
      await page.getByText("Your application is being looked at").first().waitFor();
      await alone(page);
    });
    await makeAgent(page, server.address, name);
    const agentId = await step("makes a version, tries it on a real run, and reads the checks", async () => {
      await page.getByRole("button", { name: "Make the first version" }).click();
      await page.getByText("Version 1.0.0 is made").waitFor();
      await page.getByRole("button", { name: "Run the sample" }).click();
      await page.getByText("This is a simple text response for testing.").waitFor();
      await page.getByText("The sample input led to an answer").waitFor();
      await page.getByRole("heading", { name: "Automated checks" }).waitFor();
      assert.ok(await page.getByRole("button", { name: "Submit for review" }).isDisabled(), "not before the creator is let in");
      return new URL(page.url()).searchParams.get("draft");
    });
    const listing = await step("is let in by a moderator, and submits", async () => {
      const publishers = await admin.get("/v1/moderation/cases?queue=publishers&limit=100");
      for (const one of publishers.data) if ((await admin.get(`/v1/moderation/cases/${one.id}`)).subject?.name === `Duarte Tools ${mark}`) await decide(admin, one.subject_id);
      await page.reload();
      await page.getByRole("button", { name: "Submit for review" }).click();
      await page.waitForURL(/\/studio\/agents\//);
      await page.getByText("In review").first().waitFor();
      const cases = await admin.get("/v1/moderation/cases?queue=listings&limit=100");
      for (const one of cases.data) if ((await admin.get(`/v1/moderation/cases/${one.id}`)).subject?.name === name) return one.subject_id;
      throw new Error("no case about the listing");
    });
    await step("is approved, and publishes", async () => {
      await decide(admin, listing);
      await page.goto(`${url}/studio/agents/${agentId}?tab=listing`);
      await page.getByRole("button", { name: "Publish it" }).click();
      await page.getByRole("link", { name: "Its page" }).waitFor();
      await page.goto(`${url}/studio/agents/${agentId}?tab=cases`);
      await page.getByText("Approved", { exact: true }).waitFor();
      await alone(page);
    });
    await step("adds a picture, which is on the public page once a moderator has looked at it", async () => {
      await page.goto(`${url}/studio/agents/${agentId}?tab=listing`);
      await page.getByRole("button", { name: "Add a picture or a video" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel("File", { exact: true }).setInputFiles({ name: "notes.png", mimeType: "image/png", buffer: picture() });
      await dialog.getByLabel("What is to be seen").fill("One plain sentence");
      await dialog.getByRole("button", { name: "Upload" }).click();
      await page.getByText("shown once a moderator has looked at it").waitFor();
      const [waits] = await page.evaluate((id) => fetch(`/v1/listings/${id}`).then((answer) => answer.json()).then(({ media }) => media), listing);
      await decide(admin, waits.id, "keep");
      await page.goto(`${url}/agents/${agentId}`);
      await page.getByRole("button", { name: "One plain sentence" }).click();
      await page.getByRole("dialog", { name }).getByRole("img", { name: "One plain sentence" }).evaluate((image) => image.decode());
      await alone(page);
    });
    await step("lets visitors try it, pays for that, and reads how many came", async () => {
      const events = Array.from({ length: 6 }, () => ({ kind: "view", listing_id: listing, place: "search" }));
      await fetch(`${url}/v1/discovery/events`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ events }) });
      await page.goto(`${url}/studio/agents/${agentId}`);
      await page.getByRole("listitem").filter({ hasText: "Page opened" }).getByText("6", { exact: true }).first().waitFor();
      await page.goto(`${url}/studio/agents/${agentId}?tab=tries`);
      await page.getByText("Also people without an account").click();
      await page.getByLabel("Tries for each person").fill("7");
      await page.getByRole("button", { name: "Save", exact: true }).click();
      await page.getByText("What others may try is saved").waitFor();
      await page.getByRole("button", { name: "Set credits aside" }).click();
      await page.getByLabel("Credits", { exact: true }).fill("2.5");
      await page.getByRole("button", { name: "Set aside", exact: true }).click();
      await page.getByText("0 of 2.5 credits are used").waitFor();
      const told = await (await fetch(`${url}/v1/agents/${agentId}/tries`)).json();
      assert.equal(told.anonymous, true, "a visitor may try it");
      await alone(page);
    });
    await step("names a domain, and reads where it is looked for", async () => {
      await page.goto(`${url}/studio/profile`);
      await page.getByRole("textbox", { name: "Domain" }).fill(`${mark}.example`);
      await page.getByRole("button", { name: "Save", exact: true }).click();
      const domain = page.getByRole("region", { name: "Domain" });
      await domain.getByText(/^laelia-publisher-verification=/).first().waitFor();
      await domain.getByRole("button", { name: "Look now" }).click();
      await page.getByText("What shows that it is yours was not found.").waitFor();
      await alone(page);
    });
    const product = await step("sells it by the month", async () => {
      await page.goto(`${url}/studio/agents/${agentId}?tab=pricing`);
      await page.getByRole("button", { name: "Add a product" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel("Price", { exact: true }).fill("20");
      await dialog.getByRole("button", { name: "Offer it" }).click();
      await page.getByText("$20.00").waitFor();
      return (await admin.get(`/v1/products?agent_id=${agentId}`)).data[0];
    });
    const buyer = await signUp(url, { name: "Tomas Reyes" });
    await verified(url, buyer.email, buyer.token);
    await step("somebody is shown where their data goes, agrees, and buys it", async () => {
      await enter(page, url, buyer);
      await page.goto(`${url}/app/checkout?product=${product.id}`);
      await page.getByText("Sends what it is given to 127.0.0.1").waitFor();
      await choose(page, /Bank transfer/);
      await page.getByRole("button", { name: "Order for $20.00" }).click();
      const dialog = page.getByRole("dialog", { name: "Your data leaves the hub" });
      assert.match(await dialog.innerText(), new RegExp(`${name}.* sends what you give it to 127.0.0.1`));
      assert.equal((await buyer.get("/v1/orders")).data.length, 0, "nothing is ordered before the yes");
      await dialog.getByRole("button", { name: "Agree and go on" }).click();
      await page.getByRole("heading", { name: "Send the money by bank transfer", exact: true }).waitFor();
      const [order] = (await buyer.get("/v1/orders")).data;
      await admin.post(`/v1/admin/orders/${order.id}/paid`, { reference: "TRANSFER-1", reason: "It arrived." });
      await page.getByRole("heading", { name: "Paid", exact: true }).waitFor();
    });
    await step("runs it, is happy, and reviews it", async () => {
      await page.goto(`${url}/agents/${agentId}`);
      await page.getByRole("button", { name: "Run it" }).click();
      await page.getByText("This is a simple text response for testing.").waitFor();
      await page.getByRole("button", { name: "Yes", exact: true }).click();
      await page.getByText("Counted as happy").waitFor();
      await page.goto(`${url}/agents/${agentId}?tab=reviews`);
      await page.getByRole("button", { name: "Write a review" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("radio", { name: "5 stars" }).press("Space");
      await dialog.getByLabel("In a few words").fill("Says it plainly");
      await dialog.getByLabel("What others should know").fill(`One sentence, every time, and at once. We use it each morning (${mark}).`);
      await dialog.getByRole("button", { name: "Publish" }).click();
      await page.getByText("Your review is published").waitFor();
      await alone(page);
    });
    await step("replies on the studio's page, and is read below the review", async () => {
      await enter(page, url, { email, password: PASSWORD });
      await page.goto(`${url}/studio/agents/${agentId}?tab=reviews`);
      await page.getByRole("button", { name: "Answer" }).click();
      await page.getByLabel("Your answer, for everybody").fill("Thank you. A second sentence is in the works.");
      await page.getByRole("button", { name: "Publish the answer" }).click();
      await page.getByText("A second sentence is in the works.").waitFor();
      await page.goto(`${url}/agents/${agentId}?tab=reviews`);
      await page.getByText("A second sentence is in the works.").waitFor();
      await page.getByRole("button", { name: "Comment" }).click();
      await page.getByLabel("Write a comment").fill("It is there now, with the newest version of the server.");
      await page.getByRole("button", { name: "Send" }).click();
      await page.getByText("It is there now, with the newest version of the server.").waitFor();
      const { data } = await buyer.get(`/v1/listings/${listing}/reviews`);
      assert.equal(data[0].reply.text, "Thank you. A second sentence is in the works.");
    });
    await step("sees what it earned, and says where it is paid to", async () => {
      await page.goto(`${url}/studio/earnings`);
      await page.getByText("Waits for refunds").first().waitFor();
      await page.getByText("Sales", { exact: true }).first().waitFor();
      assert.match(await page.locator("main").innerText(), /\$16\.00/);
      const account = page.locator("form").filter({ has: page.getByLabel("Account", { exact: true }) });
      await account.getByLabel("Account", { exact: true }).fill("DE02120300000000202051");
      await account.getByRole("button", { name: "Save" }).click();
      await page.getByText("•••• 2051").waitFor();
      await alone(page);
    });
  } finally {
    server.end();
  }
  assert.deepEqual(violations, []);
  console.log("✓ not one violation of the policy");
});
