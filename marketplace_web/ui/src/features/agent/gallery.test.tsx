import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { beforeAll, describe, expect, it } from "vitest";
import type { Media } from "@/api/media";
import { Gallery } from "./gallery";

const source = (name: string, width: number) => ({ url: `/v1/media/${name}/${width}.webp`, width, height: (width * 9) / 16 });
const picture: Media = {
  id: "med_1", kind: "image", status: "published", alt: "A receipt becomes a row", width: 1280, height: 720, url: "/v1/media/med_1/1280.webp", media_type: "image/webp",
  thumbnail_url: "/v1/media/med_1/640.webp", sources: [source("med_1", 1280), source("med_1", 640)], poster_url: null, captions_url: null, captions_language: null, seconds: null,
};
const video: Media = {
  ...picture, id: "med_2", kind: "video", alt: "A minute with it", url: "/v1/media/med_2/film.mp4", media_type: "video/mp4",
  sources: [source("med_2", 640)], poster_url: "/v1/media/med_2/640.webp", captions_url: "/v1/media/med_2/said.vtt", captions_language: "en", seconds: 41.5,
};
const show = (...media: Media[]) => render(<Gallery of="Receipts" media={media} />);

async function opened(name: RegExp) {
  const tile = screen.getByRole("button", { name });
  tile.focus();
  fireEvent.click(tile);
  return { tile, dialog: await screen.findByRole("dialog", { name: "Receipts" }) };
}

// How long its part takes to load is not what is looked at here.
beforeAll(() => import("./gallery-large"));

describe("what a publisher shows of an agent", () => {
  it("is nothing where there is nothing, or nothing yet that others may see", () => {
    expect(show().container.innerHTML).toBe("");
    expect(show({ ...picture, status: "pending" }, { ...video, status: "removed" }).container.innerHTML).toBe("");
  });

  it("is a strip of pictures at every width, with what is to be seen in words", () => {
    show(picture, video);
    const image = screen.getByRole("img", { name: "A receipt becomes a row" });
    expect(image.getAttribute("srcset")).toBe("/v1/media/med_1/1280.webp 1280w, /v1/media/med_1/640.webp 640w");
    expect(screen.getByRole("button", { name: /A minute with it.*Video, 42 s/ })).toBeTruthy();
  });

  it("opens large; arrows go round, and Escape gives the focus back", async () => {
    show(picture, video);
    const { tile, dialog } = await opened(/A receipt/);
    expect(dialog.querySelector("img")?.getAttribute("src")).toBe(picture.url);
    await waitFor(() => expect(dialog.contains(document.activeElement)).toBe(true));
    const focused = document.activeElement;
    fireEvent.keyDown(dialog, { key: "ArrowRight" });
    expect(dialog.querySelector("video")).toBeTruthy();
    expect(screen.getByText("2 of 2")).toBeTruthy();
    fireEvent.keyDown(dialog, { key: "ArrowRight" });
    expect(screen.getByText("1 of 2")).toBeTruthy();
    expect(document.activeElement).toBe(focused);
    fireEvent.keyDown(dialog, { key: "Escape" });
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    await waitFor(() => expect(document.activeElement).toBe(tile));
  });

  it("plays a video only when it is asked to, with its captions, and lets its arrows wind it", async () => {
    show(video, picture);
    const { dialog } = await opened(/A minute/);
    const film = dialog.querySelector("video") as HTMLVideoElement;
    expect([film.controls, film.autoplay, film.preload, film.getAttribute("poster")]).toEqual([true, false, "none", video.poster_url]);
    const track = film.querySelector("track");
    expect([track?.kind, track?.getAttribute("src"), track?.srclang, track?.label]).toEqual(["captions", video.captions_url, "en", "English"]);
    fireEvent.keyDown(film, { key: "ArrowRight" });
    expect(dialog.contains(film)).toBe(true);
  });

  it("needs no way to others where there is one alone, and no captions where there are none", async () => {
    show({ ...video, captions_url: null, captions_language: null });
    const { dialog } = await opened(/A minute/);
    expect(dialog.querySelector("track")).toBeNull();
    expect(screen.queryByRole("button", { name: "The next one" })).toBeNull();
  });
});
