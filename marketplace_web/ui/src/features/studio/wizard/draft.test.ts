import { describe, expect, it } from "vitest";
import { Problem } from "@/api/problem";
import { beginning, chosen, emptyDraft, listingOf, manifestOf, merged, messageOf, resumed, slugOf, type Draft } from "./draft";
import { faultIn, faultsFrom, faultsOf, firstOpen } from "./faults";
import { fieldName, fieldsOf, isPlain, schemaOf, schemasOfTools, TEXT_FIELD } from "./fields";

const NOW = 1_764_360_000_000;

const whole: Draft = {
  ...emptyDraft(NOW, "x"),
  kind: "mcp",
  categories: ["finance"],
  manifest: {
    ...beginning("mcp"), url: "https://tools.example.com/mcp", tools: ["add"], credential: null,
    name: "Ledger line", tagline: "Adds a line", description: "Adds it.", features: ["Fast", " "], examples: [{ title: "One", input: { a: 1 } }],
  },
};

describe("a draft", () => {
  it("is whole when every step is", () => {
    expect(faultsOf(whole)).toEqual([]);
    expect(firstOpen(whole)).toBe("check");
  });

  it("says for an empty one which step comes first", () => {
    expect(firstOpen(emptyDraft(NOW, "x"))).toBe("kind");
    expect(firstOpen({ ...whole, manifest: { ...whole.manifest, tools: [] } })).toBe("connect");
  });

  it.each([
    ["a URL with a password", { url: "https://me:secret@tools.example.com" }, "connect", "url"],
    ["no tools", { tools: [] }, "connect", "tools"],
    ["a name that is too long", { name: "n".repeat(61) }, "describe", "name"],
    ["no features", { features: ["  "] }, "describe", "features"],
    ["the same feature twice", { features: ["a", "a"] }, "describe", "features"],
    ["nothing to try it with", { examples: [] }, "describe", "examples"],
  ] as const)("names the field of %s", (_, patch, step, field) => {
    expect(faultIn(faultsOf({ ...whole, manifest: { ...whole.manifest, ...patch } }), step, field)).toBeTruthy();
  });

  it("wants days where inputs are kept, and a price above nothing", () => {
    expect(faultIn(faultsOf({ ...whole, handling: { ...whole.handling, stores_input: true } }), "data", "retention_days")).toBeTruthy();
    for (const credits of ["0", "1.0", "-1", "two"]) expect(faultIn(faultsOf({ ...whole, price: { model: "per_call", credits } }), "price", "credits")).toBeTruthy();
    expect(faultsOf({ ...whole, price: { model: "per_call", credits: "0.5" } })).toEqual([]);
  });

  it("becomes a manifest without what is empty, and without a secret", () => {
    expect(manifestOf(whole)).toMatchObject({ slug: "ledger-line", category: "finance", features: ["Fast"] });
    expect(manifestOf(whole)).not.toHaveProperty("credential");
    expect(listingOf({ ...whole, support: { url: " ", email: "a@b.example", documentation_url: "" } }).support).toEqual({ url: null, email: "a@b.example", documentation_url: null });
  });

  it("starts from a template without its name and what it was proven with", () => {
    const template = { id: "t", slug: "s", kind: "prompt", name: "S", tagline: "", description: "", category: "writing", manifest: { kind: "prompt", slug: "s", name: "S", instructions: "Do.", proven_models: ["local/x"] } };
    const draft = chosen(emptyDraft(NOW, "x"), "prompt", template);
    expect(draft.manifest).toEqual({ kind: "prompt", name: "", tagline: "", instructions: "Do." });
    expect(draft.categories).toEqual(["writing"]);
  });

  it("is taken up again where another browser left it", () => {
    const draft = resumed({ id: "agt_1", draft: whole.manifest, price: null }, null, NOW);
    expect(draft).toMatchObject({ id: "agt_1", agentId: "agt_1", kind: "mcp", priced: false, listingId: null });
  });

  it("goes on at its step, with the newer of two manifests, after a reload", () => {
    const hub = resumed({ id: "agt_1", draft: { ...whole.manifest, name: "Newer" }, price: null }, null, NOW);
    const here = { ...whole, id: "agt_1", step: "check" as const, handling: { ...whole.handling, statement: "Kept." } };
    expect(merged(here, hub, NOW + 1)).toMatchObject({ step: "check", manifest: { name: "Newer" }, handling: { statement: "Kept." } });
    expect(merged(here, hub, NOW - 1).manifest).toBe(whole.manifest);
    expect(merged({ ...here, step: "price" }, { ...hub, listed: true }, NOW)).toMatchObject({ step: "connect", listed: true });
    expect(merged(undefined, hub, NOW)).toBe(hub);
  });

  it.each([["Ledger line", "ledger-line"], ["  Ärger! ", "arger"], ["42", "my-agent"], ["–", "my-agent"]])("calls %s %s", (name, slug) => {
    expect(slugOf(name)).toBe(slug);
  });
});

describe("what the hub refuses", () => {
  it("leads to the step and the field that it is about", () => {
    const problem = new Problem(422, "invalid_manifest", "No.", null, { errors: [{ pointer: "/examples/0/input/a", detail: "is missing" }, { pointer: "/data_handling/statement", detail: "is long" }, { pointer: "", detail: "secrets: take it out" }] });
    expect(faultsFrom(problem)).toEqual([
      { step: "describe", field: "examples", text: "is missing" },
      { step: "data", field: "statement", text: "is long" },
      { step: "check", field: "", text: "secrets: take it out" },
    ]);
  });
});

describe("fields of the input", () => {
  it("become a schema, and come back from it", () => {
    const fields = [TEXT_FIELD, { name: "tone", label: "Tone", kind: "choice" as const, required: false, choices: ["warm", "plain"] }];
    expect(fieldsOf(schemaOf(fields))).toEqual(fields);
    expect(isPlain(schemaOf(fields))).toBe(true);
    expect(isPlain({ type: "object", properties: { a: { type: "string", pattern: "^x" } }, required: [] })).toBe(false);
  });

  it("have names that a placeholder can stand for", () => {
    expect(fieldName("Größe der Datei")).toBe("gro_e_der_datei");
    expect(fieldName("1st")).toBe("st");
    expect(fieldName("…")).toBe("field");
  });

  it("are told to the model by name where there are several", () => {
    expect(messageOf([TEXT_FIELD])).toBe("{{text}}");
    expect(messageOf([TEXT_FIELD, { ...TEXT_FIELD, name: "tone", label: "" }])).toBe("Text: {{text}}\ntone: {{tone}}");
  });

  it("of one tool are its arguments, of several the tool and its arguments", () => {
    const one = { name: "add", definition: { inputSchema: { type: "object", properties: { a: { type: "number" } } } } };
    expect(schemasOfTools([one]).input_schema).toBe(one.definition.inputSchema);
    expect(schemasOfTools([one, { name: "sub", definition: null }]).input_schema).toMatchObject({ required: ["tool"], properties: { tool: { enum: ["add", "sub"] } } });
  });
});
