import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { done, hubThat, mara, showTo } from "@/test/hub";
import { Toasts } from "@/ui/toast";
import { AskFor } from "./ask-for";

const MINE = "GET /v1/wanted-agents?limit=100";
const ASK = "POST /v1/wanted-agents";

describe("an agent that is not there", () => {
  afterEach(() => {
    cleanup();
    vi.unstubAllGlobals();
  });

  it("is asked for in the words of the search, unless others are better", async () => {
    const wishes: { id: string; text: string }[] = [];
    const asked = hubThat({ [MINE]: () => ({ data: wishes }), [ASK]: ({ body }) => (wishes.push({ id: "wnt_1", ...(body as { text: string }) }), wishes[0] as object) });
    showTo(mara, <AskFor q="late container ships" />);
    const field = screen.getByLabelText<HTMLInputElement>("What should it do?");
    expect(field.value).toBe("late container ships");
    fireEvent.change(field, { target: { value: "Tells me when a container ship is late" } });
    fireEvent.click(screen.getByRole("button", { name: "Ask for it" }));
    await screen.findByRole("button", { name: "Take back: Tells me when a container ship is late" });
    expect(asked.find((one) => one.call === ASK)?.body).toEqual({ text: "Tells me when a container ship is late" });
    expect(field.value).toBe("");
  });

  it("is taken back, and asked for again by undo", async () => {
    const asked = hubThat({ [MINE]: () => ({ data: [{ id: "wnt_1", text: "Reads barometers aloud" }] }), "DELETE /v1/wanted-agents/wnt_1": done, [ASK]: () => ({}) });
    showTo(mara, <><AskFor /><Toasts /></>);
    fireEvent.click(await screen.findByRole("button", { name: "Take back: Reads barometers aloud" }));
    fireEvent.click(await screen.findByRole("button", { name: "Undo" }));
    await waitFor(() => expect(asked.at(-1)?.call === ASK || asked.some((one) => one.call === ASK)).toBe(true));
    expect(asked.filter((one) => !one.call.startsWith("GET")).map((one) => one.call)).toEqual(["DELETE /v1/wanted-agents/wnt_1", ASK]);
  });
});
