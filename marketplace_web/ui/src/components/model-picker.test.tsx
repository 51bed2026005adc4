import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Listing } from "@/api/catalog";
import { ModelPicker } from "./model-picker";

const listing = { id: "lst_1" } as Listing;
const told = { models: [{ model: "claude/small", happy_share: 0.915, credits_per_happy: "0.12" }, { model: null, happy_share: 0.5, credits_per_happy: null }] };
const chosen = vi.fn();

function show(models: string[], of: Listing | null = listing) {
  vi.stubGlobal("fetch", vi.fn(async () => Response.json(told)));
  return render(
    <QueryClientProvider client={new QueryClient()}>
      <ModelPicker agent={{ models, listing: of }} label="Model" usual="The usual model" value="" onChange={chosen} />
    </QueryClientProvider>,
  );
}

afterEach(() => vi.unstubAllGlobals());

describe("choosing a model", () => {
  it("shows how each went for others, and what a happy run cost", async () => {
    show(["claude/small", "local/tiny"]);
    expect(await screen.findByRole("option", { name: "claude/small, 92% happy, 0.12 credits a happy run" })).toBeTruthy();
    expect(screen.getByRole("option", { name: "local/tiny" })).toBeTruthy();
    fireEvent.change(screen.getByRole("combobox", { name: "Model" }), { target: { value: "local/tiny" } });
    expect(chosen).toHaveBeenCalledWith("local/tiny");
  });

  it("asks nobody of an agent that is listed nowhere, and is no choice where there is one alone", () => {
    show(["claude/small", "local/tiny"], null);
    expect(fetch).not.toHaveBeenCalled();
    expect(show(["claude/small"]).container.innerHTML).toBe("");
  });
});
