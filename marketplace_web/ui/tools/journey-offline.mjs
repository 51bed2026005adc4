// The network goes away and comes back: the app opens all the same, and what was done meanwhile is sent.
import assert from "node:assert/strict";

/** Whether this page is opened by the worker, with all that it keeps in place. */
const byWorker = (page) => page.waitForFunction(() => navigator.serviceWorker.controller?.state === "activated");

/** The addresses of everything that the browser keeps of the app. */
const keptPaths = (page) =>
  page.evaluate(async () => {
    const names = await caches.keys();
    const kept = await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).map((one) => new URL(one.url).pathname)));
    return { names, paths: kept.flat() };
  });

export async function offlineJourney(page, url, step) {
  const context = page.context();
  const waits = page.getByRole("list", { name: "What waits to be sent" });
  const runId = () => new URL(page.url()).pathname.split("/").at(-1);
  await step("the browser keeps the app, and nothing of anybody's", async () => {
    await page.goto(`${url}/app/runs`);
    await byWorker(page);
    await page.evaluate(() => caches.open("laelia-of-an-older-build"));
    const { paths } = await keptPaths(page);
    assert.ok(paths.includes("/app"), "the document");
    assert.deepEqual(paths.filter((path) => path !== "/app" && !/^\/(assets|web)\//.test(path)), []);
  });
  await step("offline, marks an answer; it waits, and is not lost by a reload", async () => {
    await page.getByRole("main").getByRole("link").filter({ hasText: "Summarize" }).first().click();
    await page.getByRole("group", { name: "Did this do the job?" }).waitFor();
    await context.setOffline(true);
    await page.getByText("You are offline.", { exact: false }).waitFor();
    await page.getByRole("button", { name: "No", exact: true }).click();
    await page.getByRole("textbox", { name: "What was missing?", exact: false }).fill("It left out the date.");
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await waits.getByText("An answer marked unhappy").waitFor();
    await page.reload();
    await page.getByRole("heading", { name: "The hub is out of reach" }).waitFor();
    await waits.getByText("It left out the date.").waitFor();
  });
  await step("back online, it is sent by itself, and the page is there again", async () => {
    await context.setOffline(false);
    await waits.waitFor({ state: "detached" });
    await page.getByText("Counted as unhappy").waitFor();
    const { outcome } = await page.evaluate(async (id) => (await fetch(`/v1/runs/${id}`)).json(), runId());
    assert.deepEqual([outcome.happy, outcome.reason], [false, "It left out the date."]);
  });
  await step("a worker that takes over lets go of what an older one kept", async () => {
    await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.unregister());
    await page.reload();
    await byWorker(page);
    const { names } = await keptPaths(page);
    assert.equal(names.length, 1, `one build: ${names}`);
  });
}
