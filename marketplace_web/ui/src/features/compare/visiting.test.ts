import { describe, expect, it } from "vitest";
import { merged } from "./visiting";

async function* saying<T>(...words: T[]) {
  for (const word of words) yield word;
}

async function* failing(): AsyncGenerator<string> {
  yield "c1";
  throw new Error("left");
}

async function all<T>(stream: AsyncGenerator<T>): Promise<T[]> {
  const heard: T[] = [];
  for await (const one of stream) heard.push(one);
  return heard;
}

describe("streams that are heard at once", () => {
  it("yields all that each says, in its order", async () => {
    const heard = await all(merged([saying("a1", "a2", "a3"), saying("b1"), saying<string>()]));
    expect(heard.filter((word) => word.startsWith("a"))).toEqual(["a1", "a2", "a3"]);
    expect(heard).toContain("b1");
    expect(heard).toHaveLength(4);
  });

  it("ends with the fault of one", async () => {
    await expect(all(merged([saying("a1"), failing()]))).rejects.toThrow("left");
  });
});
