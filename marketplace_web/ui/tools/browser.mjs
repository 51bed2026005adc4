import assert from "node:assert/strict";
// Debian's Chromium, as `make shots` and `make test-web` start it: nothing but this machine is reached.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { withPlatform } from "./platform.mjs";
import { withOrder } from "./shop.mjs";
import { withStudio } from "./studio.mjs";

export const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"];

/** Runs `work` with a browser of its own, and clears up after it. */
export async function withBrowser(work) {
  const folder = await mkdtemp(join(tmpdir(), "laelia-browser-"));
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    args: FLAGS,
    viewport: { width: 1440, height: 900 },
  });
  try {
    return await work(context);
  } finally {
    await context.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** A new person, signed in in this browser, with a few agents enabled and some work done. */
export async function withPerson(context, url) {
  const page = await context.newPage();
  await page.goto(`${url}/login`);
  const made = await page.evaluate(async () => {
    // oxlint-disable-next-line unicorn/consistent-function-scoping -- runs in the page
    const send = async (method, path, body) => {
      const answer = await fetch(path, { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
      return answer.status === 204 ? null : answer.json();
    };
    const post = (path, body) => send("POST", path, body);
    const email = `person-${crypto.randomUUID().slice(0, 8)}@studio.example`;
    const password = "violet-harbour-lantern-9";
    const person = await post("/v1/auth/signup", { email, password, name: "Mara Osei" });
    const listed = await (await fetch("/v1/agents?limit=100")).json();
    const wanted = ["summarize", "draft-reply", "minutes-and-actions", "rewrite-tone", "check-invoice"];
    const agents = listed.data.filter((agent) => wanted.includes(agent.slug));
    for (const agent of agents) await post(`/v1/agents/${agent.id}/enable`, {});
    const first = agents.find((agent) => agent.slug === "summarize");
    const other = listed.data.find((agent) => !wanted.includes(agent.slug));
    const runs = [];
    for (const input of ["Sales rose by a tenth in May, most of it in the north.", "The importer is done. The docs follow on Friday.", "Two shops opened in Leeds, one closed in Hull."]) {
      runs.push(await post(`/v1/agents/${first.id}/invoke`, { input }));
    }
    await post(`/v1/runs/${runs[0].id}/outcome`, { happy: true });
    await post(`/v1/runs/${runs[1].id}/outcome`, { happy: false, reason: "It left out the date." });
    await send("PUT", `/v1/listings/${first.id}/review`, { stars: 4, title: "Short and to the point", text: `Good on reports (${email.slice(7, 15)}). On long threads it now and then leaves out who said what.` });
    for (const text of ["Checks customs forms before they are sent", "Tells me when a container ship is late"]) await post("/v1/wanted-agents", { text });
    await post("/v1/api-keys", { name: "Laptop", scopes: ["agents:read", "agents:invoke", "runs:read"] });
    localStorage.setItem("laelia-signed-in", "1");
    return { email, password, id: person.user.id, token: person.token, agent: first.id, other: other.id, run: runs[0].id, agents: agents.slice(0, 3).map((agent) => agent.id) };
  });
  await page.close();
  return { ...made, ...(await withOrder(url, made)), platform: await withPlatform(url), ...(await withStudio(url, made.email, made.token)) };
}

/** Forgets who was signed in. The page must be one of the hub's. */
export async function asGuest(page, context) {
  await context.clearCookies();
  await page.evaluate(() => localStorage.removeItem("laelia-signed-in"));
}

/** Takes the place of whoever was signed in, in their organization where there is a choice. */
export async function enter(page, url, { email, password, organization }) {
  await page.context().clearCookies();
  await page.goto(`${url}/login`);
  await page.evaluate(async (body) => {
    await fetch("/v1/auth/login", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
    localStorage.setItem("laelia-signed-in", "1");
  }, { email, password, organization_id: organization?.id });
}

/** By the page, as people do: the address, then the password, each with Enter. */
export async function signInByPage(page, { email, password }) {
  await page.getByLabel("Email").fill(email);
  await page.keyboard.press("Enter");
  const field = page.getByLabel("Password", { exact: true });
  await field.waitFor();
  assert.ok(await field.evaluate((element) => element === document.activeElement), "the password has the focus");
  await field.fill(password);
  await page.keyboard.press("Enter");
}

/** As a hand does it: on the row, once it stands still; the circle itself is for readers of screens alone. */
export async function choose(page, way) {
  const circle = page.getByRole("radio", { name: way });
  await page.locator("label").filter({ has: circle }).last().click();
  assert.ok(await circle.last().isChecked(), `${way} is chosen`);
}
