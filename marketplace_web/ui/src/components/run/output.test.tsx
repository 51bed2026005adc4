import { render, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { Output } from "./output";

describe("an agent's output", () => {
  it("is never HTML, a picture or a link", () => {
    const { container } = render(<Output value={{ text: 'Hi <img src=x onerror=alert(1)> ![a](https://evil.example/x.png) [b](javascript:alert(1)) <script>x</script>' }} />);
    expect(container.querySelector("img, script, a, iframe")).toBeNull();
    expect(container.textContent).toContain("<img src=x");
  });

  it("shows words as paragraphs and lists", () => {
    render(<Output value={"First.\n\n- one\n- **two**\n\n```js\nlet x\n```"} />);
    expect(screen.getAllByRole("listitem")).toHaveLength(2);
    expect(screen.getByText("two").tagName).toBe("B");
    expect(screen.getByText("let x").tagName).toBe("CODE");
  });

  it("shows structures by name", () => {
    render(<Output value={{ decisions: [], open_questions: ["Who tells them?"] }} />);
    expect(screen.getByText("Open questions")).toBeTruthy();
    expect(screen.getByText("Who tells them?")).toBeTruthy();
  });
});
