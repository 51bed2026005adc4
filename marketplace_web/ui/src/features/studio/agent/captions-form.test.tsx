import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Media } from "@/api/media";
import { hubThat, mara, showTo } from "@/test/hub";
import { Dialog } from "@/ui/dialog";
import { CaptionsForm } from "./captions-form";

const FILM = { id: "med_1", kind: "video", captions_url: "/c.vtt", captions_language: "de" } as Media;
const PUT = "PUT /v1/listings/lst_1/media/med_1/captions";

const show = (onDone: () => void) => showTo(mara, <Dialog open onOpenChange={() => undefined} title="Replace the captions"><CaptionsForm listing="lst_1" media={FILM} onDone={onDone} /></Dialog>);

describe("captions of a video that is there", () => {
  afterEach(() => {
    cleanup();
    vi.unstubAllGlobals();
  });

  it("are sent with their language, which is that of before until another is given", async () => {
    const asked = hubThat({ [PUT]: () => FILM });
    const onDone = vi.fn();
    show(onDone);
    const send = screen.getByRole("button", { name: "Upload" });
    expect(send.matches(":disabled")).toBe(true);
    expect(screen.getByLabelText<HTMLInputElement>("Language of the captions").value).toBe("de");
    fireEvent.change(screen.getByLabelText("Captions (WebVTT)"), { target: { files: [new File(["WEBVTT"], "said.vtt", { type: "text/vtt" })] } });
    fireEvent.click(send);
    await waitFor(() => expect(onDone).toHaveBeenCalled());
    expect(asked.map((one) => one.call)).toEqual([PUT]);
  });

  it("say what is wrong with them", async () => {
    hubThat({ [PUT]: () => Response.json({ code: "media_refused", detail: "It is no WebVTT.", errors: [{ pointer: "/captions", detail: "must begin with WEBVTT" }] }, { status: 422 }) });
    show(() => undefined);
    fireEvent.change(screen.getByLabelText("Captions (WebVTT)"), { target: { files: [new File(["x"], "said.vtt")] } });
    fireEvent.click(screen.getByRole("button", { name: "Upload" }));
    expect((await screen.findByRole("alert")).textContent).toContain("must begin with WEBVTT");
  });
});
