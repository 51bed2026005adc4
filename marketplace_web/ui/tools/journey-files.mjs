// Work that is a file: attached by keyboard, dropped and pasted, read by the run, shown in the conversation.
import assert from "node:assert/strict";

const TEXT = "Sales rose by a tenth in May, most of it in the north. Two shops opened in Leeds and one closed in Hull.";
const textFile = (name, text) => ({ name, mimeType: "text/plain", buffer: Buffer.from(text) });

/** A file in the hands of whoever drags or pastes it. */
const held = (page, name, type, text) =>
  page.evaluateHandle(([called, kind, content]) => {
    const carried = new DataTransfer();
    carried.items.add(new File([content], called, { type: kind }));
    return carried;
  }, [name, type, text]);

export async function filesJourney(page, url, step) {
  const attached = page.getByRole("list", { name: "Attached files" });
  await step("attaches a file by keyboard alone", async () => {
    await page.goto(`${url}/app/ask`);
    // The browser is told to hand the choice over before there is one.
    const opened = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: "Attach files" }).focus();
    await page.keyboard.press("Enter");
    const chooser = await opened;
    await chooser.setFiles([textFile("sales-may.txt", TEXT)]);
    await attached.getByText("sales-may.txt").waitFor();
  });
  await step("drops one that no agent reads, and pastes one that is empty; both say why", async () => {
    const goal = page.getByRole("textbox", { name: "Your goal" });
    await goal.dispatchEvent("drop", { dataTransfer: await held(page, "report.zip", "application/zip", "PK\x03\x04 report") });
    await attached.getByText("Agents read texts, PDF, Word, Excel and pictures", { exact: false }).waitFor();
    await goal.evaluate((field, data) => field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })), await held(page, "nothing.txt", "text/plain", ""));
    await attached.getByText("It is empty.").waitFor();
    assert.ok(await page.getByRole("button", { name: "Run it" }).isDisabled(), "not with what cannot be sent");
    for (const name of ["report.zip", "nothing.txt"]) await page.getByRole("button", { name: `Remove ${name}` }).click();
  });
  await step("says what for; the run reads it, and the conversation shows it", async () => {
    await page.getByRole("textbox", { name: "Your goal" }).fill("Summarize this report");
    await page.getByRole("button", { name: "Run it" }).click();
    const log = page.getByRole("log", { name: "Conversation" });
    await log.getByRole("link", { name: /sales-may\.txt/ }).waitFor();
    await page.getByText("Did this do the job?").waitFor();
    await page.getByRole("link", { name: "Open the run" }).click();
    const file = page.getByRole("link", { name: /sales-may\.txt/ });
    await file.waitFor();
    assert.equal(await (await page.request.get(url + (await file.getAttribute("href")))).text(), TEXT);
    await page.goto(`${url}/app/ask`);
    await page.getByRole("navigation", { name: "Conversations" }).getByRole("button").filter({ hasText: "Summarize this report" }).first().click();
    await log.getByRole("link", { name: /sales-may\.txt/ }).waitFor();
    assert.doesNotMatch(await log.innerText(), /file_id|"material"/, "and no code");
  });
}
