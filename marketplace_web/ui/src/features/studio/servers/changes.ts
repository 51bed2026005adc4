import type { Agent } from "@/api/catalog";
import type { Server, ServerTool } from "@/api/making";

/** One part of a tool that is not as it was approved. */
export interface Difference {
  place: string;
  before: unknown;
  after: unknown;
}

const asObject = (value: unknown): Record<string, unknown> => (value && typeof value === "object" ? (value as Record<string, unknown>) : {});

/** Part by part; nothing of a tool that is gone, since it has no words any more. */
export function differencesOf({ definition, proposed }: Pick<ServerTool, "definition" | "proposed">): Difference[] {
  if (proposed === null) return [];
  const [before, after] = [asObject(definition), asObject(proposed)];
  const places = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((place) => place !== "name");
  return places.filter((place) => JSON.stringify(before[place]) !== JSON.stringify(after[place])).map((place) => ({ place, before: before[place], after: after[place] }));
}

/** What somebody has to decide about. */
export const waitingOf = (tools: readonly ServerTool[]): ServerTool[] => tools.filter((tool) => tool.status !== "approved");

export const waits = (server: Server): number => Object.values(server.tools).filter((status) => status !== "approved").length;

export const hostOf = (server: Server): string => (URL.canParse(server.url) ? new URL(server.url).host : server.name);

const addressOf = (url: unknown): unknown => (typeof url === "string" && URL.canParse(url) ? new URL(url).href : url);

/** Whether an agent's definition, or one of its steps, reaches this server. */
export function reaches(agent: Agent, server: Server): boolean {
  const manifest = asObject(agent.draft ?? agent.manifest);
  if (agent.kind === "mcp") return addressOf(manifest.url) === addressOf(server.url) && (manifest.credential ?? null) === server.credential;
  const nodes = Array.isArray(manifest.nodes) ? manifest.nodes.map(asObject) : [];
  return [manifest, ...nodes].some((part) => Array.isArray(part.tools) && part.tools.some((tool) => asObject(tool).server === server.name));
}
