import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, createRootRoute, createRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Ways } from "@/api/entering";
import SignInPage from "./sign-in-page";

const EVERYBODY: Ways = { method: "password", required: false, organization: null, connection: null, ways: ["password", "passkey", "link"], providers: [] };
const OSEI: Ways = { ...EVERYBODY, method: "sso", organization: { id: "org_1", name: "Osei Studio" }, connection: { id: "sso_1", name: "Okta", kind: "oidc", url: "https://hub.example/sso/sso_1/start?login_hint=m%40osei.example" } };
const sent: Record<string, unknown>[] = [];
let ways: Ways = EVERYBODY;
let refusal: { status: number; body: object } | null = null;

function show() {
  const root = createRootRoute();
  const login = createRoute({ getParentRoute: () => root, path: "/login", component: SignInPage });
  const app = createRoute({ getParentRoute: () => root, path: "/app", component: () => "The workspace" });
  const router = createRouter({ routeTree: root.addChildren([login, app]), history: createMemoryHistory({ initialEntries: ["/login?next=/app"] }) });
  render(<QueryClientProvider client={new QueryClient()}><RouterProvider router={router as never} /></QueryClientProvider>);
  return router;
}

/** As Enter in the field does it. */
const enter = (label: string) => fireEvent.submit(screen.getByLabelText(label).closest("form") as HTMLFormElement);

async function say(email: string) {
  fireEvent.change(await screen.findByLabelText("Email"), { target: { value: email } });
  enter("Email");
  await screen.findByText(email);
}

beforeEach(() => {
  sent.length = 0;
  ways = EVERYBODY;
  refusal = null;
  vi.stubGlobal("scrollTo", () => undefined);
  vi.stubGlobal("fetch", async (address: string, { body }: RequestInit) => {
    if (address === "/v1/auth/providers") return Response.json({ providers: [{ name: "acme", label: "Acme ID", address: "/sign-in/with/acme" }] });
    if (address === "/v1/me") return Response.json({ user: {} });
    sent.push({ address, ...(JSON.parse(String(body)) as object) });
    if (address === "/v1/auth/discover") return Response.json(ways);
    return refusal ? Response.json(refusal.body, { status: refusal.status }) : Response.json({});
  });
});
afterEach(() => vi.unstubAllGlobals());

describe("signing in", () => {
  it("asks for the address alone, beside what needs none", async () => {
    show();
    expect((await screen.findByText("Continue with Acme ID")).getAttribute("href")).toBe("/sign-in/with/acme?next=%2Fapp");
    expect(screen.getByLabelText("Email").getAttribute("autocomplete")).toBe("username webauthn");
    expect(screen.queryByLabelText("Password")).toBeNull();
  });

  it("then for the password, with the address beside it for whoever keeps passwords", async () => {
    const router = show();
    await say("mara@studio.example");
    const password = screen.getByLabelText("Password");
    expect(document.activeElement).toBe(password);
    const form = password.closest("form") as HTMLFormElement;
    expect(form.querySelector<HTMLInputElement>("[autocomplete=username]")?.value).toBe("mara@studio.example");
    fireEvent.click(screen.getByLabelText("Show the password"));
    expect(password.getAttribute("type")).toBe("text");
    fireEvent.change(password, { target: { value: "secret" } });
    enter("Password");
    await screen.findByText("The workspace");
    expect(sent.at(-1)).toEqual({ address: "/v1/auth/login", email: "mara@studio.example", password: "secret" });
    expect(router.state.location.pathname).toBe("/app");
  });

  it("goes back to the address, which is still there", async () => {
    const router = show();
    await say("mara@studio.example");
    router.history.back();
    const email = await screen.findByLabelText<HTMLInputElement>("Email");
    expect(email.value).toBe("mara@studio.example");
    expect(document.activeElement).toBe(email);
    await say("ben@studio.example");
    fireEvent.click(screen.getByLabelText("Use another address"));
    await screen.findByLabelText("Email");
  });

  it("says what was refused, and marks the password for the next try", async () => {
    refusal = { status: 401, body: { code: "sign_in_failed", detail: "The address or the password is wrong." } };
    show();
    await say("mara@studio.example");
    const password = screen.getByLabelText<HTMLInputElement>("Password");
    fireEvent.change(password, { target: { value: "wrong" } });
    enter("Password");
    expect((await screen.findByRole("alert")).textContent).toBe("The address or the password is wrong.");
    expect([password.selectionStart, password.selectionEnd]).toEqual([0, 5]);
  });

  it("asks for a code where there is one, and lets go of it with the address", async () => {
    refusal = { status: 401, body: { code: "mfa_required", detail: "", challenge: "chl" } };
    show();
    await say("mara@studio.example");
    fireEvent.change(screen.getByLabelText("Password"), { target: { value: "secret" } });
    enter("Password");
    await screen.findByLabelText("Code");
    fireEvent.click(screen.getByText("Use another account"));
    await say("ben@studio.example");
    expect(screen.getByLabelText("Password")).toBeTruthy();
  });

  it("mails a link, and says the same whoever has the address", async () => {
    show();
    await say("mara@studio.example");
    fireEvent.click(screen.getByText("Email me a link instead"));
    expect((await screen.findByRole("status")).textContent).toMatch(/If mara@studio.example has an account/);
  });

  it("leads to the provider of the address's organization, and leaves the password open", async () => {
    ways = OSEI;
    show();
    await say("m@osei.example");
    const onward = screen.getByText("Continue with Osei Studio").closest("a") as HTMLAnchorElement;
    expect(onward.getAttribute("href")).toBe("https://hub.example/sso/sso_1/start?login_hint=m%40osei.example&return_to=%2Fapp");
    expect(document.activeElement).toBe(onward);
    expect(screen.queryByLabelText("Password")).toBeNull();
    fireEvent.click(screen.getByText("Use your Laelia password"));
    await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText("Password")));
  });

  it("has no password and no link where the organization wants none, but for emergencies", async () => {
    ways = { ...OSEI, required: true, ways: [] };
    show();
    await say("m@osei.example");
    expect(screen.queryByText("Use your Laelia password")).toBeNull();
    fireEvent.click(screen.getByText("Emergency access for named administrators"));
    expect(screen.getByLabelText("Password")).toBeTruthy();
    expect(screen.queryByText("Email me a link instead")).toBeNull();
  });

  it("takes the name and the password of the organization's own directory", async () => {
    ways = { ...OSEI, method: "ldap", connection: null };
    show();
    await say("mara.osei@osei.example");
    expect(screen.getByLabelText<HTMLInputElement>("User name").value).toBe("mara.osei");
    fireEvent.change(screen.getByLabelText("Password"), { target: { value: "secret" } });
    enter("Password");
    await screen.findByText("The workspace");
    expect(sent.at(-1)).toEqual({ address: "/v1/auth/ldap", username: "mara.osei", password: "secret", organization_id: "org_1" });
  });
});
