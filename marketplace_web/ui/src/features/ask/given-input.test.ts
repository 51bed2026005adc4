import { describe, expect, it } from "vitest";
import { partsOf } from "@/api/files";
import { fieldsOf, givenInput, saidIn } from "./given-input";

const REF = { file_id: "file_1" };

describe("a goal with files", () => {
  it("is the goal alone without them", () => {
    expect(givenInput("laelia", "Sum it up", [])).toBe("Sum it up");
  });

  it("goes to Laelia with its material, and to an agent as what it reads", () => {
    expect(givenInput("laelia", "Sum it up", [REF])).toEqual({ text: "Sum it up", material: [REF] });
    expect(givenInput("agt_1", "Sum it up", [REF])).toEqual({ text: ["Sum it up", REF] });
    expect(givenInput("agt_1", "", [REF])).toEqual({ text: [REF] });
  });

  it("is read out of the input of an earlier run", () => {
    expect(saidIn("Sum it up")).toEqual({ words: "Sum it up", files: [] });
    expect(saidIn({ text: "Sum it up", material: [REF] })).toEqual({ words: "Sum it up", files: ["file_1"] });
    expect(fieldsOf({ text: ["Sum it up", REF], tone: "kind", most: 3 })).toEqual({ text: "Sum it up", tone: "kind", most: 3 });
  });

  it("comes apart again", () => {
    expect(partsOf(["Sum it up", REF])).toEqual({ words: "Sum it up", files: ["file_1"] });
    expect(partsOf(REF)).toEqual({ words: "", files: ["file_1"] });
    expect(partsOf("Sum it up")).toEqual({ words: "Sum it up", files: [] });
  });
});
