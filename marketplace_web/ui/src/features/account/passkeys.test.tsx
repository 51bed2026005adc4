import { fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { hubThat, mara, refusal, showTo } from "@/test/hub";
import { Passkeys } from "./passkeys";

const key = { id: "psk_1", name: "Laptop", transports: [], backed_up: false, created_at: "2026-01-01T00:00:00Z", last_used_at: null };

async function renameTo(name: string) {
  fireEvent.click(await screen.findByRole("button", { name: "Rename Laptop" }));
  const field = screen.getByLabelText<HTMLInputElement>("What is the device called?");
  expect(field.value).toBe("Laptop");
  fireEvent.change(field, { target: { value: name } });
  fireEvent.click(screen.getByRole("button", { name: "Rename" }));
}

afterEach(() => vi.unstubAllGlobals());

describe("the name of a passkey", () => {
  it("is another once its owner says so", async () => {
    let name = "Laptop";
    const asked = hubThat({
      "GET /v1/auth/passkeys": () => ({ data: [{ ...key, name }] }),
      "PATCH /v1/auth/passkeys/psk_1": ({ body }) => {
        name = (body as { name: string }).name;
        return { ...key, name };
      },
    });
    showTo(mara, <Passkeys />);
    await renameTo("Work laptop");
    await screen.findByText("Work laptop");
    expect(asked.find((one) => one.call.startsWith("PATCH"))?.body).toEqual({ name: "Work laptop" });
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });

  it("stays, with the reason at the field, where the hub refuses", async () => {
    hubThat({ "GET /v1/auth/passkeys": () => ({ data: [key] }), "PATCH /v1/auth/passkeys/psk_1": () => refusal(404, "passkey_not_found", "There is no such passkey.") });
    showTo(mara, <Passkeys />);
    await renameTo("Other");
    await screen.findByText("There is no such passkey.");
    expect(screen.getByText("Laptop")).toBeTruthy();
  });
});
