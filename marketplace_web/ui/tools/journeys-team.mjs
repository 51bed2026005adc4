// How somebody who worked alone comes to work with others: invites them, and says what is asked of them.
import assert from "node:assert/strict";
import { credentials, PASSWORD } from "./api.mjs";
import { asGuest, signInByPage } from "./browser.mjs";
import { mailed } from "./team.mjs";

/** `step(name, work)` runs and times one part; `watch(page)` reports faults of a page. */
export async function teamJourney({ context, url, step, watch, email }) {
  if (!credentials()) {
    console.log("· working with others: NOT RUN; needs LAELIA_ADMIN_EMAIL and LAELIA_ADMIN_PASSWORD, as the hub was started with");
    return;
  }
  const page = await context.newPage();
  watch(page);
  const guest = `guest-${Date.now()}@studio.example`;

  await step("shows that the address is theirs, by the link in the mail", async () => {
    await page.goto(await mailed(url, email, "verify_email"));
    await page.getByRole("button", { name: "Verify the address" }).click();
    await page.getByText("Your address is verified").waitFor();
  });
  await step("makes a team of the account, and everything stays", async () => {
    await page.goto(`${url}/app/account`);
    await page.getByRole("link", { name: "Work with others" }).click();
    await page.getByLabel("What are you called together?").fill("Osei Studio");
    assert.doesNotMatch(await page.locator("body").innerText(), /organi[sz]ation/i);
    await page.getByRole("button", { name: "Start working together" }).click();
    await page.getByRole("heading", { name: "Members", exact: true }).waitFor();
    await page.goto(`${url}/app/keys`);
    await page.getByRole("cell", { name: "VS Code" }).waitFor();
  });
  await step("invites somebody", async () => {
    await page.goto(`${url}/app/organization`);
    await page.getByRole("button", { name: "Invite people" }).click();
    await page.getByLabel("Email addresses").fill(`Guest <${guest}>`);
    await page.getByLabel("They join as").selectOption("staff");
    await page.getByRole("button", { name: "Send the invitation" }).click();
    await page.getByText("It is on its way by mail.").waitFor();
    await page.getByRole("button", { name: "Done" }).click();
  });
  await step("who is invited opens the link, signs up and takes the seat", async () => {
    await asGuest(page, context);
    await page.goto(await mailed(url, guest, "invitation"));
    await page.getByRole("heading", { name: "Join Osei Studio" }).waitFor();
    assert.doesNotMatch(page.url(), /token/, "the secret is out of the address");
    await page.getByRole("link", { name: "Make an account" }).click();
    await page.getByLabel("Your name").fill("Ben Adeyemi");
    assert.equal(await page.getByLabel("Email").inputValue(), guest);
    await page.getByLabel("Password", { exact: false }).fill(PASSWORD);
    await page.getByRole("button", { name: "Create my account" }).click();
    await page.getByRole("button", { name: "Take the seat" }).click();
    await page.waitForURL(/\/app$/);
    await page.getByText("Osei Studio").first().waitFor();
    await page.goto(`${url}/app/organization`);
    await page.getByRole("heading", { name: "Your team", exact: true }).waitFor();
    await asGuest(page, context);
    await page.goto(`${url}/login?next=/app/organization`);
    await signInByPage(page, { email, password: PASSWORD });
    await page.getByRole("heading", { name: "Members", exact: true }).waitFor();
  });
  await step("sees them, and what was done on the record", async () => {
    await page.goto(`${url}/app/organization`);
    await page.getByRole("combobox", { name: "Role of Ben Adeyemi" }).selectOption("member");
    await page.goto(`${url}/app/organization/audit`);
    await page.getByText("role: staff → member").waitFor();
    await page.getByText("are linked without a gap").waitFor();
  });
  await step("sets a policy, and is warned before locking themselves out", async () => {
    await page.goto(`${url}/app/organization/policies`);
    await page.getByRole("combobox", { name: "Sessions end after" }).selectOption({ label: "8 hours" });
    await page.getByText("It holds from now on").first().waitFor();
    await page.getByRole("switch", { name: "Only from these networks" }).click();
    await page.getByLabel("Address or network").fill("203.0.113.0/24");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByText("you would lock yourself out").waitFor();
    assert.ok(await page.getByRole("button", { name: "Save the list" }).isDisabled());
    await page.getByRole("button", { name: "Add my network" }).click();
    await page.getByRole("button", { name: "Save the list" }).click();
    await page.reload();
    await page.getByText("203.0.113.0/24").waitFor();
  });
  await page.close();
}
