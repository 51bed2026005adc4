// Pictures and a video, as a publisher sends them.
import { readFileSync } from "node:fs";
import { crc32, deflateSync } from "node:zlib";

const [WIDTH, HEIGHT] = [1280, 720];
const GROUND = [0xfd, 0xee, 0xf9];
const INKS = [[0x98, 0x17, 0x7e], [0x65, 0x40, 0xe7], [0x00, 0x95, 0x80]];
const CLIP = new URL("../../../tests/marketplace/clips/clip.webm", import.meta.url);
const CAPTIONS = "WEBVTT\n\n00:00.000 --> 00:01.000\nThree lines, every morning.\n";

function chunk(type, data) {
  const made = Buffer.concat([Buffer.alloc(4), Buffer.from(type), data, Buffer.alloc(4)]);
  made.writeUInt32BE(data.length);
  made.writeUInt32BE(crc32(made.subarray(4, -4)), made.length - 4);
  return made;
}

/** Three bars on a sheet, as a PNG: which of them is long changes with `turn`. */
export function picture(turn = 0) {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(WIDTH);
  head.writeUInt32BE(HEIGHT, 4);
  head.set([8, 2], 8);
  const rows = Buffer.alloc(HEIGHT * (1 + WIDTH * 3));
  for (let y = 0; y < HEIGHT; y += 1) {
    const bar = Math.floor((y - 150) / 150);
    const ends = 420 + 260 * ((bar + turn) % 3);
    for (let x = 0; x < WIDTH; x += 1) rows.set(INKS[bar] && (y - 150) % 150 < 70 && x > 160 && x < ends ? INKS[bar] : GROUND, y * (1 + WIDTH * 3) + 1 + x * 3);
  }
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), chunk("IHDR", head), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))]);
}

const png = (turn) => new File([picture(turn)], "notes.png", { type: "image/png" });

/** Adds two pictures and a video with captions to a listing that is a draft yet. */
export async function withMedia(url, token, listing) {
  await send(url, token, listing, { file: png(0), alt: "Yesterday, in three lines" });
  const captions = new File([CAPTIONS], "said.vtt", { type: "text/vtt" });
  await send(url, token, listing, { file: new File([readFileSync(CLIP)], "clip.webm", { type: "video/webm" }), alt: "A standup becomes three lines", poster: png(1), captions, language: "en" });
  await send(url, token, listing, { file: png(2), alt: "What is in the way comes last" });
}

async function send(url, token, listing, fields) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  const answer = await fetch(`${url}/v1/listings/${listing}/media`, { method: "POST", headers: { authorization: `Bearer ${token}` }, body: form });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
}
