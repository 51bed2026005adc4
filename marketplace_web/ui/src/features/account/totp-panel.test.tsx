import { fireEvent, screen } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { hubThat, mara, refusal, showTo } from "@/test/hub";
import { TotpPanel } from "./totp-panel";

const on = { enabled: true, confirmed_at: "2026-01-01T00:00:00Z", recovery_codes_left: 2 };
const type = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } });

async function ask(code: string) {
  fireEvent.click(await screen.findByRole("button", { name: "New recovery codes" }));
  type("Your password", "a long secret");
  type("Code", code);
  fireEvent.click(screen.getByRole("button", { name: "Make new codes" }));
}

afterEach(() => vi.unstubAllGlobals());

describe("new recovery codes", () => {
  it("shows them once, and counts those that are left again", async () => {
    let left = 2;
    const asked = hubThat({
      "GET /v1/auth/totp": () => ({ ...on, recovery_codes_left: left }),
      "POST /v1/auth/totp/recovery-codes": () => {
        left = 10;
        return { recovery_codes: ["aaaa-bbbb", "cccc-dddd"] };
      },
    });
    showTo(mara, <TotpPanel />);
    await ask("123456");
    expect((await screen.findByText(/aaaa-bbbb/)).textContent).toContain("cccc-dddd");
    expect(asked.find((one) => one.call.startsWith("POST"))?.body).toEqual({ password: "a long secret", code: "123456" });
    fireEvent.click(screen.getByRole("button", { name: "I have kept them" }));
    await screen.findByText(/10 recovery codes left/);
    expect(screen.queryByText(/aaaa-bbbb/)).toBeNull();
  });

  it("says at the code that it is not right", async () => {
    hubThat({ "GET /v1/auth/totp": () => on, "POST /v1/auth/totp/recovery-codes": () => refusal(403, "code_incorrect", "That is not a code of your app.") });
    showTo(mara, <TotpPanel />);
    await ask("000000");
    await screen.findByText("That is not a code of your app.");
    expect(screen.getByLabelText("Code").getAttribute("aria-invalid")).toBe("true");
    expect(screen.getByLabelText("Your password").getAttribute("aria-invalid")).toBeNull();
  });

  it("is not offered where no app is set up", async () => {
    hubThat({ "GET /v1/auth/totp": () => ({ ...on, enabled: false, recovery_codes_left: 0 }) });
    showTo(mara, <TotpPanel />);
    await screen.findByRole("button", { name: "Set it up" });
    expect(screen.queryByRole("button", { name: "New recovery codes" })).toBeNull();
  });
});
