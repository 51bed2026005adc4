import { fireEvent, render, screen } from "@testing-library/react";
import { useState } from "react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { PauseButton } from "./pause-button";

function Moving() {
  const [paused, setPaused] = useState(false);
  return <><PauseButton paused={paused} onChange={setPaused} /><p>{paused ? "stands" : "moves"}</p></>;
}

const wantsLess = (less: boolean) => vi.stubGlobal("matchMedia", () => ({ matches: less, addEventListener: () => undefined, removeEventListener: () => undefined }));

describe("what moves by itself", () => {
  afterEach(() => void wantsLess(false));

  it("is stopped, and goes on", () => {
    wantsLess(false);
    render(<Moving />);
    fireEvent.click(screen.getByRole("button", { name: "Pause the motion" }));
    expect(screen.getByText("stands")).toBeTruthy();
    fireEvent.click(screen.getByRole("button", { name: "Let it move" }));
    expect(screen.getByText("moves")).toBeTruthy();
  });

  it("needs no button where motion is unwanted: nothing moves", () => {
    wantsLess(true);
    render(<Moving />);
    expect(screen.queryByRole("button")).toBeNull();
  });
});
