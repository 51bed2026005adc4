// How somebody connects the programs that they work with, by what the page says and nothing else.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

const ROOT = new URL("../../../", import.meta.url).pathname;
const PROGRAMS = ["Claude Desktop", "VS Code", "Cursor", "Claude Code"];
const TEXT = "Two shops opened in Leeds and one closed in Hull.";

/** Lets the MCP SDK's client do what the page shows: what it found, and what it was answered. `open` asks its person. */
function configured(shown, open = () => assert.fail("it asks nobody: it has a key")) {
  const child = spawn(`${ROOT}.venv/bin/python`, ["-m", "tests.mcp.configured", "summarize", JSON.stringify({ text: TEXT })], {
    cwd: ROOT,
    // A program that is installed finds the command `laelia`.
    env: { ...process.env, PATH: `${ROOT}bin:${process.env.PATH}` },
    stdio: ["pipe", "pipe", "inherit"],
  });
  child.stdin.end(shown);
  return new Promise((found, failed) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      const said = JSON.parse(line);
      if (said.open) Promise.resolve(open(said.open)).catch(failed);
      else found(said);
    });
    child.once("exit", (code) => code && failed(new Error(`the client ended with ${code}`)));
  });
}

function works({ tools, failed, answer }) {
  assert.ok(tools.includes("summarize") && tools.includes("laelia"), `what is enabled is a tool: ${tools}`);
  assert.ok(!failed && answer.text.length > 0, JSON.stringify(answer));
}

const shownFor = (page, program) => page.getByLabel(program, { exact: true }).locator("code").innerText();

export async function connectJourney(page, url, step) {
  const shown = {};
  await step("chooses each program, makes a key for it, and tests it on the page", async () => {
    await page.goto(`${url}/app/keys`);
    for (const program of PROGRAMS) {
      await page.getByRole("button", { name: program, exact: true }).click();
      await page.getByRole("button", { name: `Make a key for ${program}` }).click();
      await page.getByRole("button", { name: "Test it" }).click();
      await page.getByText("It works:", { exact: false }).waitFor();
      shown[program] = await shownFor(page, program);
      assert.match(shown[program], /lae_live_/);
    }
  });
  await step("VS Code and Cursor are given the same by one click", async () => {
    for (const [program, key] of [["VS Code", "servers"], ["Cursor", "mcpServers"]]) {
      await page.getByRole("button", { name: program, exact: true }).click();
      const link = await page.getByRole("link", { name: "Install with one click" }).getAttribute("href");
      const { laelia } = JSON.parse(shown[program])[key];
      const given = link.startsWith("vscode:") ? JSON.parse(decodeURIComponent(link.split("?")[1])) : JSON.parse(atob(decodeURIComponent(/config=(.*)$/.exec(link)[1])));
      assert.deepEqual({ url: given.url, headers: given.headers }, { url: laelia.url, headers: laelia.headers });
    }
  });
  await step("each program, as it was told, finds the tools and calls one", async () => {
    const heard = await Promise.all(PROGRAMS.map((program) => configured(shown[program])));
    heard.forEach(works);
  });
  await step("any other has the address alone, asks in the browser, and is listed", async () => {
    await page.getByRole("button", { name: "Any other", exact: true }).click();
    const address = await shownFor(page, "Any other");
    works(await configured(address, async (question) => {
      await page.goto(question);
      await page.getByRole("button", { name: "Allow", exact: true }).click();
      await page.getByText("You can close this page.").waitFor();
    }));
    await page.goto(`${url}/app/keys`);
    await page.getByText("A program", { exact: true }).waitFor();
  });
}
