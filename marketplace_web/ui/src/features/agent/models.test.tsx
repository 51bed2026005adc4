import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import type { Detail } from "@/api/shown";
import { Models } from "./models";

afterEach(() => vi.unstubAllGlobals());

it("an agent's models are those it was tried with, and those it ran on for others, with how that went", async () => {
  vi.stubGlobal("fetch", async () => Response.json({ models: [{ model: "claude/small", happy_share: 0.9, credits_per_happy: null }] }));
  const agent = { models: ["local/tiny"], listing: { id: "lst_1" } } as unknown as Detail;
  render(<QueryClientProvider client={new QueryClient()}><Models agent={agent} /></QueryClientProvider>);
  await screen.findByText("claude/small");
  const [tried, ran] = screen.getAllByRole("listitem").map((one) => one.textContent);
  expect(tried).toBe("local/tinyNo outcomes yet");
  expect(ran).toBe("claude/small90% happy");
});
