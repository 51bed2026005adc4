import { describe, expect, it } from "vitest";
import { kindOf, sizeOf } from "./file-kind";

const bytes = (text: string) => new TextEncoder().encode(text);

describe("what a file is", () => {
  it("is said by its bytes", () => {
    expect(kindOf(bytes("Sales rose.\n\tgrün"), true)).toBe("text");
    expect(kindOf(new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0]), true)).toBe("image");
    expect(kindOf(bytes("RIFF1234WEBPVP8 "), true)).toBe("image");
    expect(kindOf(new Uint8Array([...bytes("%PDF-1.7\n%"), 0xe2, 0]), false)).toBe("text");
    expect(kindOf(new Uint8Array([0x50, 0x4b, 3, 4]), true)).toBe("other");
    for (const name of ["word/document.xml", "xl/workbook.xml"]) {
      expect(kindOf(new Uint8Array([0x50, 0x4b, 3, 4]), false, new Uint8Array([0xff, ...bytes(name), 0]))).toBe("text");
    }
    expect(kindOf(new Uint8Array([0xe4, 0x20]), true)).toBe("other");
  });

  it("is a text where the beginning ends within a letter", () => {
    const cut = bytes("grün").slice(0, 3);
    expect(kindOf(cut, false)).toBe("text");
    expect(kindOf(cut, true)).toBe("other");
  });
});

describe("the size of a file", () => {
  it("is said in three figures at most", () => {
    expect([12, 2048, 1_400_000, 25 * 1024 * 1024].map(sizeOf)).toEqual(["12 B", "2.0 KB", "1.3 MB", "25 MB"]);
  });
});
