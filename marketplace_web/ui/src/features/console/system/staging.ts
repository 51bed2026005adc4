import type { Setting, Value } from "@/api/console/platform";

/** What somebody has changed and not staged yet, by name; null puts the default back. */
export type Changes = Readonly<Record<string, Value>>;

export interface Shape {
  kind: "switch" | "number" | "choice" | "text";
  choices: readonly string[];
  from: number | null;
  to: number | null;
  optional: boolean;
}

interface Schema {
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
}

/** How a value is asked for, from its JSON Schema. */
export function shapeOf(schema: Schema): Shape {
  const parts = schema.anyOf ?? [schema];
  const optional = parts.some((one) => one.type === "null" || (Array.isArray(one.type) && one.type.includes("null")));
  const one = parts.find((part) => part.type !== "null") ?? schema;
  const choices = (one.enum ?? schema.enum ?? []).filter((value): value is string => typeof value === "string");
  const type = Array.isArray(one.type) ? one.type.find((name) => name !== "null") : one.type;
  const kind = choices.length > 0 ? "choice" : type === "boolean" ? "switch" : type === "integer" || type === "number" ? "number" : "text";
  return { kind, choices, from: one.minimum ?? one.exclusiveMinimum ?? null, to: one.maximum ?? one.exclusiveMaximum ?? null, optional };
}

/** With one value set; what is as it is in force again is no change. */
export function withChange(changes: Changes, setting: Pick<Setting, "name" | "value">, value: Value): Changes {
  const { [setting.name]: _, ...others } = changes;
  return value === setting.value ? others : { ...others, [setting.name]: value };
}

/** What somebody typed, as the setting's kind of value; undefined where it is none. */
export function parsed(shape: Shape, text: string): Value | undefined {
  if (text === "" && shape.optional) return null;
  if (shape.kind !== "number") return text;
  const value = Number(text);
  return text.trim() !== "" && Number.isInteger(value) ? value : undefined;
}

/** `sign_up.allow_list` belongs to `sign up`. */
export const groupOf = (name: string): string => name.split(".")[0] ?? name;

export function grouped(settings: readonly Setting[], q: string): [string, Setting[]][] {
  const words = q.toLowerCase().trim();
  const found = settings.filter((one) => words === "" || `${one.name} ${one.name.replaceAll(/[._]/g, " ")} ${one.help}`.toLowerCase().includes(words));
  const groups = new Map<string, Setting[]>();
  for (const one of found) groups.set(groupOf(one.name), [...(groups.get(groupOf(one.name)) ?? []), one]);
  return [...groups];
}
