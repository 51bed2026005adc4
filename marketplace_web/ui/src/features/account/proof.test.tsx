import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Problem } from "@/api/problem";
import type { Me } from "@/api/session";
import { givenOf, Proof } from "./proof";

const me = (has_password: boolean) => ({ has_password, user: { email: "mara@studio.example" }, organization: { id: "org_1", type: "personal" } }) as unknown as Me;
const late = new Problem(403, "recent_sign_in_required", "Sign in again.", null, {});
const asked: string[] = [];

function show(has_password: boolean, error: unknown) {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  client.setQueryData(["session"], me(has_password));
  render(<QueryClientProvider client={client}><Proof value="" onChange={() => undefined} error={error} onShown={() => undefined} /></QueryClientProvider>);
}

beforeEach(() => {
  asked.length = 0;
  vi.stubGlobal("fetch", async (address: string, { method }: RequestInit) => {
    asked.push(`${method} ${address}`);
    return Response.json(address.endsWith("/providers") ? { providers: [{ name: "acme", label: "Acme ID", address: "/sign-in/with/acme" }] } : { data: [{ provider: "acme" }] });
  });
});
afterEach(() => vi.unstubAllGlobals());

describe("showing that it is you", () => {
  it("asks for the password of whoever has one", () => {
    show(true, null);
    expect(screen.getByLabelText("Your password")).toBeTruthy();
    expect(givenOf(me(true), "secret")).toBe("secret");
  });

  it("asks nothing of whoever has none, while they signed in just now", () => {
    show(false, null);
    expect(screen.queryByLabelText("Your password")).toBeNull();
    expect(screen.getByText(/Your account has no password/)).toBeTruthy();
    expect(givenOf(me(false), "")).toBeNull();
  });

  it("offers the ways that they have, once that is long ago", async () => {
    show(false, late);
    expect((await screen.findByText("Continue with Acme ID")).getAttribute("href")).toMatch(/^\/sign-in\/with\/acme\?next=/);
    fireEvent.click(screen.getByText("Mail me a link"));
    await screen.findByText(/on its way to mara@studio.example/);
    expect(asked).toContain("POST /v1/auth/link");
  });
});
