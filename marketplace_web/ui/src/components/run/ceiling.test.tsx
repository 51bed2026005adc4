import { act, cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { useState } from "react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { hubThat, mara, refusal, showTo } from "@/test/hub";
import Ceiling from "./ceiling";
import { RunPrice } from "./price";

const QUOTE = "POST /v1/agents/agt_1/quote";
const quoted = (most: string, usual: string) => ({ max_credits: most, expected_credits: usual, expires_at: "2026-11-30T12:00:00Z", quote: "qte_1" });

describe("what a run would cost", () => {
  afterEach(() => {
    cleanup();
    vi.unstubAllGlobals();
  });

  it("says the most and what is usual, for the call as it would be made", async () => {
    const asked = hubThat({ [QUOTE]: () => quoted("12.5", "3") });
    showTo(mara, <Ceiling agentId="agt_1" input={{ text: "x" }} model="large" sessionId="ses_1" />);
    await screen.findByText("Up to 12.5 credits, usually about 3");
    expect(asked).toEqual([{ call: QUOTE, body: { input: { text: "x" }, model: "large", session_id: "ses_1" } }]);
  });

  it("says one figure where both are the same", async () => {
    hubThat({ [QUOTE]: () => quoted("1", "1") });
    showTo(mara, <Ceiling agentId="agt_1" input="x" />);
    await screen.findByText("Costs 1 credit");
  });

  it("asks nothing until the input is whole, nor of an agent that is free", async () => {
    const asked = hubThat({ [QUOTE]: () => quoted("2", "1") });
    showTo(mara, <><Ceiling agentId="agt_1" input={null} /><RunPrice agent={{ id: "agt_1", price: { model: "free", credits: "0" } as never }} input="x" /></>);
    await act(() => new Promise((resolve) => setTimeout(resolve, 20)));
    expect(asked).toEqual([]);
  });

  it("is absent where the hub refuses, and asks once", async () => {
    const asked = hubThat({ [QUOTE]: () => refusal(402, "insufficient_credits", "Too few.") });
    const { container } = showTo(mara, <Ceiling agentId="agt_1" input="x" />);
    await waitFor(() => expect(asked).toHaveLength(1));
    expect(container.textContent).toBe("");
  });

  it("waits until typing pauses", async () => {
    const asked = hubThat({ [QUOTE]: () => quoted("2", "1") });
    showTo(mara, <Typed />);
    for (const text of ["a", "ab", "abc"]) fireEvent.change(screen.getByRole("textbox"), { target: { value: text } });
    await screen.findByText("Up to 2 credits, usually about 1");
    expect(asked.map((one) => one.body)).toEqual([{ input: "abc", model: null, session_id: null }]);
  });
});

function Typed() {
  const [text, setText] = useState("");
  return <><input value={text} onChange={(event) => setText(event.target.value)} /><Ceiling agentId="agt_1" input={text || null} /></>;
}
