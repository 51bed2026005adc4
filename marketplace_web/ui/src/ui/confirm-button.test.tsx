import { fireEvent, render, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { ConfirmButton } from "./confirm-button";

test("what cannot be taken back asks first, and lets go of the question", () => {
  const done = vi.fn();
  render(<ConfirmButton ask="Really?" onConfirm={done}>{"Revoke"}</ConfirmButton>);
  const button = screen.getByRole("button");
  fireEvent.click(button);
  expect(button.textContent).toBe("Really?");
  expect(done).not.toHaveBeenCalled();
  fireEvent.keyDown(button, { key: "Escape" });
  expect(button.textContent).toBe("Revoke");
  fireEvent.click(button);
  fireEvent.click(button);
  expect(done).toHaveBeenCalledOnce();
  expect(button.textContent).toBe("Revoke");
});
