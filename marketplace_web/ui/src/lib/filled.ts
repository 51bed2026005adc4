export interface Filling {
  origin: string;
  agent: string;
  slug: string;
  input: unknown;
}

/** Puts what the reader has into an example: the hub's address, an agent, an input of it. */
export function filled(code: string, { origin, agent, slug, input }: Filling): string {
  // Over HTTP a bare text stands for an object with that text; a tool's arguments are an object.
  const json = JSON.stringify(typeof input === "string" ? { text: input } : input);
  // In a shell, within quotation marks that end at the first of their kind.
  const body = JSON.stringify({ input }).replaceAll("'", "'\\''");
  const values: Record<string, string> = { origin, agent, slug, input: json, body };
  return code.replace(/\{(origin|agent|slug|input|body)\}/g, (_, name: string) => values[name] ?? "");
}
