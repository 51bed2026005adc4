import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { ActButton } from "./act-button";

const words = { open: "Erase", effects: ["It is gone for good."], confirm: "Erase it", done: "Erased" };

function show(more: { typed?: string; unexplained?: boolean }) {
  const act = vi.fn(async (_reason: string) => undefined);
  render(<ActButton words={words} title="Erase Osei Studio" act={act} {...more} />);
  fireEvent.click(screen.getByRole("button", { name: "Erase" }));
  return act;
}

const confirm = () => fireEvent.submit(screen.getByRole("button", { name: "Erase it" }).closest("form") as HTMLFormElement);

describe("an act that cannot be taken back", () => {
  it("is done once its name was typed, and not before", async () => {
    const act = show({ typed: "Osei Studio" });
    expect(screen.getByText("It is gone for good.")).toBeTruthy();
    fireEvent.change(screen.getByLabelText("Reason"), { target: { value: "They asked for it" } });
    fireEvent.change(screen.getByLabelText("Type Osei Studio to confirm"), { target: { value: "Osei studio" } });
    confirm();
    expect(await screen.findByText("This is not the same.")).toBeTruthy();
    expect(act).not.toHaveBeenCalled();
    fireEvent.change(screen.getByLabelText("Type Osei Studio to confirm"), { target: { value: " Osei Studio " } });
    confirm();
    await waitFor(() => expect(act).toHaveBeenCalledTimes(1));
    expect(act.mock.calls[0]?.[0]).toBe("They asked for it");
  });

  it("asks for no reason where the record keeps none", async () => {
    const act = show({ unexplained: true });
    expect(screen.queryByLabelText("Reason")).toBeNull();
    confirm();
    await waitFor(() => expect(act).toHaveBeenCalledTimes(1));
  });
});
