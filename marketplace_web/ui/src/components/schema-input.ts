/** An agent's input schema as a form: which fields there are, and what a filled form sends. */
export interface FieldPlan {
  name: string;
  label: string;
  hint: string;
  kind: "text" | "long" | "number" | "boolean" | "choice" | "list" | "json" | "file";
  required: boolean;
  /** Whether a list of files is asked for, rather than one. */
  several: boolean;
  choices: string[];
  fallback: string;
}

type Schema = Record<string, unknown>;

const LONG_FROM = 400;
const asSchema = (value: unknown): Schema => (value && typeof value === "object" && !Array.isArray(value) ? (value as Schema) : {});
const asText = (value: unknown): string => (typeof value === "string" ? value : value === undefined || value === null ? "" : JSON.stringify(value));

export function planOf(schema: unknown): FieldPlan[] {
  const root = asSchema(schema);
  const required = Array.isArray(root.required) ? (root.required as string[]) : [];
  return Object.entries(asSchema(root.properties)).map(([name, raw]) => {
    const field = asSchema(raw);
    return {
      name,
      label: asText(field.title) || labelOf(name),
      hint: asText(field.description),
      kind: kindOf(field),
      required: required.includes(name),
      several: wantsFile(asSchema(field.items)),
      choices: Array.isArray(field.enum) ? field.enum.filter((one) => one !== null).map(asText) : [],
      fallback: asText(field.default),
    };
  });
}

function labelOf(name: string): string {
  const words = name.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const FILE = "laelia-file";

/** A file, or a list of them. */
const wantsFile = (field: Schema): boolean => field.format === FILE || asSchema(field.items).format === FILE;

function kindOf(field: Schema): FieldPlan["kind"] {
  if (wantsFile(field)) return "file";
  const types = Array.isArray(field.type) ? (field.type as string[]) : [field.type];
  if (Array.isArray(field.enum)) return "choice";
  if (types.includes("string")) return Number(field.maxLength ?? LONG_FROM) >= LONG_FROM ? "long" : "text";
  if (types.includes("integer") || types.includes("number")) return "number";
  if (types.includes("boolean")) return "boolean";
  if (types.includes("array") && asSchema(field.items).type === "string") return "list";
  return "json";
}

/**
 * What a filled form sends. `files` are those of each field by their IDs; beside words they are read
 * one after another. Raises SyntaxError where a field that holds JSON does not. What is empty and
 * optional is left out.
 */
export function inputOf(plan: readonly FieldPlan[], values: Readonly<Record<string, string>>, files: Readonly<Record<string, readonly string[]>> = {}): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  for (const field of plan) {
    const value = values[field.name] ?? "";
    const refs = (files[field.name] ?? []).map((id) => ({ file_id: id }));
    if (refs.length > 0) {
      const parts = value.trim() ? [value, ...refs] : refs;
      input[field.name] = parts.length === 1 && !field.several ? parts[0] : parts;
      continue;
    }
    if (value.trim() === "" && !field.required) continue;
    input[field.name] = typed(field.kind, value);
  }
  return input;
}

/** The same, or null while something that is asked for is missing. */
export function filledOf(plan: readonly FieldPlan[], values: Readonly<Record<string, string>>, files: Readonly<Record<string, readonly string[]>> = {}): Record<string, unknown> | null {
  if (plan.some((field) => field.required && field.kind !== "boolean" && !values[field.name]?.trim() && !files[field.name]?.length)) return null;
  try {
    return inputOf(plan, values, files);
  } catch {
    return null;
  }
}

function typed(kind: FieldPlan["kind"], value: string): unknown {
  switch (kind) {
    case "number":
      return Number(value);
    case "boolean":
      return value === "true";
    case "list":
      return value.split("\n").map((line) => line.trim()).filter(Boolean);
    case "json":
      return JSON.parse(value);
    default:
      return value;
  }
}

/** An example, as the form would hold it. */
export function valuesOf(plan: readonly FieldPlan[], input: unknown): Record<string, string> {
  const given = typeof input === "string" ? { text: input } : asSchema(input);
  return Object.fromEntries(
    plan.map((field) => {
      const value = given[field.name];
      if (field.kind === "list" && Array.isArray(value)) return [field.name, value.join("\n")];
      if (field.kind === "json" && value !== undefined) return [field.name, JSON.stringify(value, null, 2)];
      return [field.name, value === undefined ? field.fallback : asText(value)];
    }),
  );
}

/** The one field that a plain text fills, where nothing else is asked for; else null. */
export function textField(plan: readonly FieldPlan[]): string | null {
  const required = plan.filter((field) => field.required);
  const only = required.length === 1 ? required[0] : undefined;
  return only && (only.kind === "long" || only.kind === "text") ? only.name : null;
}
