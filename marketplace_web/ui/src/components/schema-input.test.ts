import { describe, expect, it } from "vitest";
import { filledOf, inputOf, planOf, textField, valuesOf } from "./schema-input";

const SCHEMA = {
  type: "object",
  required: ["text", "count"],
  properties: {
    text: { type: "string", maxLength: 200_000, description: "What to read" },
    count: { type: "integer" },
    tone: { enum: ["warm", "brief"], default: "brief" },
    tags: { type: "array", items: { type: "string" } },
    strict: { type: "boolean" },
    shape: { type: "object" },
  },
};

describe("a form of an input schema", () => {
  const plan = planOf(SCHEMA);

  it("is filled once all that is asked for is there", () => {
    expect(filledOf(plan, { text: "Hello" })).toBeNull();
    expect(filledOf(plan, { text: "Hello", count: "2", shape: "{" })).toBeNull();
    expect(filledOf(plan, { text: "Hello", count: "2" })).toEqual({ text: "Hello", count: 2 });
    expect(filledOf(plan, { text: "", count: "2" }, { text: ["fil_1"] })).toEqual({ text: { file_id: "fil_1" }, count: 2 });
  });

  it("has a fitting field for each property", () => {
    expect(plan.map((field) => [field.name, field.kind, field.required])).toEqual([
      ["text", "long", true], ["count", "number", true], ["tone", "choice", false], ["tags", "list", false], ["strict", "boolean", false], ["shape", "json", false],
    ]);
    expect(valuesOf(plan, {}).tone).toBe("brief");
  });

  it("sends what the schema asks for, and leaves out what is empty", () => {
    const values = { text: "Read this", count: "3", tone: "", tags: "a\n\n b ", strict: "true", shape: '{"k":1}' };
    expect(inputOf(plan, values)).toEqual({ text: "Read this", count: 3, tags: ["a", "b"], strict: true, shape: { k: 1 } });
    expect(() => inputOf(plan, { ...values, shape: "{" })).toThrow(SyntaxError);
  });

  it("brings an example back as it was", () => {
    const example = { text: "Read this", count: 3, tags: ["a", "b"], shape: { k: [1] } };
    expect(inputOf(plan, { ...valuesOf(plan, example), tone: "" })).toEqual(example);
  });

  it("names the files of a field, beside its words where it has both", () => {
    const schema = { required: ["scan"], properties: { text: { type: "string" }, scan: { type: "object", format: "laelia-file" }, pages: { type: "array", items: { format: "laelia-file" } } } };
    const files = planOf(schema);
    expect(files.map((field) => field.kind)).toEqual(["long", "file", "file"]);
    expect(inputOf(files, { text: "Compare" }, { text: ["f1"], scan: ["f2"], pages: ["f3"] })).toEqual({ text: ["Compare", { file_id: "f1" }], scan: { file_id: "f2" }, pages: [{ file_id: "f3" }] });
    expect(inputOf(files, { text: "" }, { text: ["f1"], scan: ["f2"] })).toEqual({ text: { file_id: "f1" }, scan: { file_id: "f2" } });
  });

  it("knows when a text is all that it needs", () => {
    expect(textField(plan)).toBeNull();
    expect(textField(planOf({ required: ["body"], properties: { body: { type: "string" }, tone: { type: "string" } } }))).toBe("body");
    expect(textField(planOf({ required: ["n"], properties: { n: { type: "integer" } } }))).toBeNull();
  });

  it("survives schemas that say little", () => {
    expect(planOf(null)).toEqual([]);
    expect(planOf({ properties: { any: true } })[0]?.kind).toBe("json");
  });
});
