/** What an agent asks for, as rows that a person can edit, and as the JSON Schema that it becomes. */
export interface InputField {
  name: string;
  label: string;
  kind: "long" | "text" | "number" | "boolean" | "choice" | "list";
  required: boolean;
  /** Of a choice. */
  choices: string[];
}

type Schema = Record<string, unknown>;

export const TEXT_FIELD: InputField = { name: "text", label: "Text", kind: "long", required: true, choices: [] };
const SHORT = 300;

const asSchema = (value: unknown): Schema => (value && typeof value === "object" && !Array.isArray(value) ? (value as Schema) : {});

export function schemaOf(fields: readonly InputField[]): Schema {
  return {
    type: "object",
    properties: Object.fromEntries(fields.map((field) => [field.name, { ...typeOf(field), ...(field.label ? { title: field.label } : {}) }])),
    required: fields.filter((field) => field.required).map((field) => field.name),
  };
}

function typeOf({ kind, choices }: InputField): Schema {
  switch (kind) {
    case "text":
      return { type: "string", maxLength: SHORT };
    case "number":
    case "boolean":
      return { type: kind };
    case "choice":
      return { type: "string", enum: choices };
    case "list":
      return { type: "array", items: { type: "string" } };
    default:
      return { type: "string" };
  }
}

export function fieldsOf(schema: unknown): InputField[] {
  const root = asSchema(schema);
  const required = Array.isArray(root.required) ? (root.required as string[]) : [];
  return Object.entries(asSchema(root.properties)).map(([name, raw]) => {
    const field = asSchema(raw);
    const choices = Array.isArray(field.enum) ? field.enum.map(String) : [];
    return { name, label: typeof field.title === "string" ? field.title : "", kind: kindOf(field), required: required.includes(name), choices };
  });
}

function kindOf(field: Schema): InputField["kind"] {
  if (Array.isArray(field.enum)) return "choice";
  if (field.type === "number" || field.type === "integer") return "number";
  if (field.type === "boolean") return "boolean";
  if (field.type === "array") return "list";
  return typeof field.maxLength === "number" && field.maxLength <= SHORT ? "text" : "long";
}

/** Whether the rows say all that the schema does; if not, editing rows would lose something. */
export const isPlain = (schema: unknown): boolean => JSON.stringify(schemaOf(fieldsOf(schema))) === JSON.stringify(schema);

/** A name that a placeholder can stand for, from what a person calls the field. */
export function fieldName(label: string): string {
  const plain = label.normalize("NFKD").toLowerCase().replace(/[^a-z0-9]+/g, "_").replace(/^[^a-z]+|_+$/g, "").slice(0, 40);
  return plain || "field";
}

interface Tool {
  name: string;
  definition: Record<string, unknown> | null;
}

/** How callers speak to one tool (its own arguments), or to several (they name one). */
export function schemasOfTools(tools: readonly Tool[]): { input_schema: Schema; output_schema: Schema } {
  const [only] = tools;
  if (tools.length === 1 && only) {
    const input = asSchema(only.definition?.inputSchema);
    const output = asSchema(only.definition?.outputSchema);
    return {
      input_schema: input.type === "object" ? input : { type: "object" },
      output_schema: output.type === "object" ? output : { type: "object" },
    };
  }
  return {
    input_schema: {
      type: "object",
      properties: { tool: { type: "string", enum: tools.map((tool) => tool.name) }, arguments: { type: "object" } },
      required: ["tool"],
    },
    output_schema: { type: "object" },
  };
}
