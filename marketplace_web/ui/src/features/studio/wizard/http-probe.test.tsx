import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { hubThat, mara, refusal, showTo } from "@/test/hub";
import { HttpProbe } from "./http-probe";

const PROBE = "POST /v1/http-probes";
const given = { method: "POST", url: "https://api.example.com/v1/{{order}}", credential: null };

describe("the address of an HTTP agent, as it is entered", () => {
  afterEach(() => {
    cleanup();
    vi.unstubAllGlobals();
  });

  it("is asked, and answers", async () => {
    const asked = hubThat({ [PROBE]: () => ({ state: "answers", status: 405, methods: ["POST"], milliseconds: 84 }) });
    showTo(mara, <HttpProbe {...given} />);
    await screen.findByText("It answers, in 84 ms. Nothing was sent to it but a question.");
    expect(asked).toEqual([{ call: PROBE, body: given }]);
    expect(screen.queryByRole("button")).toBeNull();
  });

  it("takes other methods than the one that was chosen", async () => {
    hubThat({ [PROBE]: () => ({ state: "other_methods", status: 405, methods: ["GET", "HEAD"], milliseconds: 3 }) });
    showTo(mara, <HttpProbe {...given} />);
    await screen.findByText("It answers, but takes only GET, HEAD.");
  });

  it("is asked again once what was wrong is put right", async () => {
    let open = false;
    hubThat({ [PROBE]: () => (open ? { state: "answers", status: 204, methods: null, milliseconds: 9 } : refusal(502, "outbound_unreachable", "The server cannot be reached.")) });
    showTo(mara, <HttpProbe {...given} />);
    expect((await screen.findByRole("alert")).textContent).toContain("The server cannot be reached.");
    open = true;
    fireEvent.click(screen.getByRole("button", { name: "Ask again" }));
    await screen.findByText(/^It answers, in 9 ms/);
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("is left alone until it is an address", async () => {
    const asked = hubThat({});
    showTo(mara, <HttpProbe {...given} url="https:/" />);
    await waitFor(() => expect(screen.getByRole("status").textContent).toBe(""));
    expect(asked).toEqual([]);
  });
});
