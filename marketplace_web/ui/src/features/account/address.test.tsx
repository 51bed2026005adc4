import { fireEvent, screen } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { hubThat, mara, refusal, showTo } from "@/test/hub";
import { ChangeAddress } from "./address";

function ask() {
  fireEvent.click(screen.getByRole("button", { name: "Change address" }));
  fireEvent.change(screen.getByLabelText("New address"), { target: { value: "mara@new.example" } });
  fireEvent.change(screen.getByLabelText("Your password"), { target: { value: "a long secret" } });
  fireEvent.click(screen.getByRole("button", { name: "Send the link" }));
}

afterEach(() => vi.unstubAllGlobals());

describe("another email address", () => {
  it("says that a link goes to it, and that the old one holds until then", async () => {
    const asked = hubThat({ "POST /v1/auth/email": () => ({ status: "link_sent" }) });
    showTo(mara, <ChangeAddress />);
    ask();
    expect((await screen.findByRole("status")).textContent).toMatch(/link is on its way to mara@new.example.*Until then/);
    expect(asked[0]?.body).toEqual({ email: "mara@new.example", password: "a long secret" });
  });

  it("says at the address that its domain may have no accounts", async () => {
    hubThat({ "POST /v1/auth/email": () => refusal(403, "email_domain_not_allowed", "Addresses of new.example may have no accounts here.") });
    showTo(mara, <ChangeAddress />);
    ask();
    await screen.findByText("Addresses of new.example may have no accounts here.");
    expect(screen.getByLabelText("New address").getAttribute("aria-invalid")).toBe("true");
    expect(screen.getByLabelText("Your password").getAttribute("aria-invalid")).toBeNull();
  });

  it("says at the password that it is not right", async () => {
    hubThat({ "POST /v1/auth/email": () => refusal(403, "password_incorrect", "That is not your password.") });
    showTo(mara, <ChangeAddress />);
    ask();
    await screen.findByText("That is not your password.");
    expect(screen.getByLabelText("Your password").getAttribute("aria-invalid")).toBe("true");
  });
});
