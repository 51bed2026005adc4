/** The hub's MCP address, asked as a program that was just configured would ask it. */
import { addressOf } from "./client";
import { Offline, problemOf } from "./problem";

const REVISION = "2026-07-28";
const META = "io.modelcontextprotocol/";

interface Listed {
  result?: { tools: { name: string }[] };
  error?: { message: string };
}

/**
 * The names of the tools that whoever has this key finds. The key alone speaks: the session of the
 * page is left out. Throws a Problem.
 */
export async function toolsFor(key: string): Promise<string[]> {
  const meta = { [`${META}protocolVersion`]: REVISION, [`${META}clientInfo`]: { name: "laelia-web", version: "1" }, [`${META}clientCapabilities`]: {} };
  let answer: Response;
  try {
    answer = await fetch(addressOf("/mcp"), {
      method: "POST",
      credentials: "omit",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json", accept: "application/json, text/event-stream", "mcp-protocol-version": REVISION, "mcp-method": "tools/list" },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list", params: { _meta: meta } }),
    });
  } catch {
    throw new Offline();
  }
  if (!answer.ok) throw await problemOf(answer);
  const { result } = (await answer.json()) as Listed;
  return (result?.tools ?? []).map((tool) => tool.name);
}
