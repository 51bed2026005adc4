import { fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { done, hubThat, mara, showTo } from "@/test/hub";
import { Elsewhere } from "./elsewhere";

const acme = { name: "acme", label: "Acme ID", address: "/sign-in/with/acme" };
const other = { name: "other", label: "Other ID", address: "/sign-in/with/other" };
const account = { id: "ext_1", provider: "acme", email: "mara@acme.example", created_at: "2026-01-01T00:00:00Z", last_used_at: null };

afterEach(() => vi.unstubAllGlobals());

describe("accounts elsewhere", () => {
  it("are no matter where the installation offers none", async () => {
    const asked = hubThat({ "GET /v1/auth/providers": () => ({ providers: [] }), "GET /v1/auth/identities": () => ({ data: [] }) });
    const { container } = showTo(mara, <Elsewhere />);
    await waitFor(() => expect(asked).toHaveLength(2));
    expect(container.textContent).toBe("");
  });

  it("are linked with the password, and go on at the provider", async () => {
    const asked = hubThat({
      "GET /v1/auth/providers": () => ({ providers: [acme, other] }),
      "GET /v1/auth/identities": () => ({ data: [account] }),
      "POST /v1/auth/identities": () => ({ address: "#at-the-provider" }),
    });
    showTo(mara, <Elsewhere />);
    fireEvent.click(await screen.findByRole("button", { name: "Link Other ID" }));
    expect(screen.queryByRole("button", { name: "Link Acme ID" })).toBeNull();
    fireEvent.change(screen.getByLabelText("Your password"), { target: { value: "a long secret" } });
    fireEvent.click(screen.getByRole("button", { name: "Continue" }));
    await waitFor(() => expect(location.hash).toBe("#at-the-provider"));
    expect(asked.at(-1)?.body).toEqual({ provider: "other", password: "a long secret", next: location.pathname });
  });

  it("sign in no more once they are unlinked", async () => {
    let linked = [account];
    hubThat({
      "GET /v1/auth/providers": () => ({ providers: [acme] }),
      "GET /v1/auth/identities": () => ({ data: linked }),
      "DELETE /v1/auth/identities/ext_1": () => {
        linked = [];
        return done();
      },
    });
    showTo(mara, <Elsewhere />);
    await screen.findByText(/mara@acme.example, linked/);
    fireEvent.click(screen.getByRole("button", { name: "Unlink" }));
    await screen.findByText("Unlink Acme ID?");
    fireEvent.click(screen.getByRole("button", { name: "Unlink" }));
    await screen.findByRole("button", { name: "Link Acme ID" });
    expect(screen.queryByText(/mara@acme.example/)).toBeNull();
  });
});
