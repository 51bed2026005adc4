import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { TestNew } from "./scim-test";

const sent: { address: string; init: RequestInit }[] = [];

function show(answer: (address: string) => Response | Promise<Response>) {
  sent.length = 0;
  vi.stubGlobal("fetch", async (address: string, init: RequestInit) => {
    sent.push({ address, init });
    return answer(address);
  });
  render(<QueryClientProvider client={new QueryClient()}><TestNew token="las_scim_1" /></QueryClientProvider>);
  fireEvent.click(screen.getByRole("button", { name: "Test it" }));
}

afterEach(() => vi.unstubAllGlobals());

describe("the test of a directory's token", () => {
  it("asks what a directory would, with the token alone", async () => {
    show((address) => Response.json({ totalResults: address.includes("Users") ? 12 : 1 }));
    expect(await screen.findByText("12 people")).toBeTruthy();
    expect(screen.getByText("1 group")).toBeTruthy();
    expect(sent.map((one) => one.address)).toEqual(["/scim/v2/ServiceProviderConfig", "/scim/v2/Users?count=0", "/scim/v2/Groups?count=0"]);
    for (const { init } of sent) expect([init.credentials, (init.headers as Record<string, string>).authorization]).toEqual(["omit", "Bearer las_scim_1"]);
  });

  it("says what comes next where nobody was provisioned", async () => {
    show(() => Response.json({ totalResults: 0 }));
    expect(await screen.findByText(/Nobody was provisioned yet/)).toBeTruthy();
  });

  it.each([
    [() => new Response(null, { status: 401 }), /does not take this token/],
    [() => new Response(null, { status: 503 }), /The test failed \(503\)/],
    [() => Promise.reject(new TypeError("network")), /Nothing answers/],
  ])("tells what is wrong", async (answer, words) => {
    show(answer);
    expect(await screen.findByText(words)).toBeTruthy();
  });
});
