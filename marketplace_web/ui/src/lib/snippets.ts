/** How an agent is called, ready to paste. `key` is the reader's own where there is one. */
export interface Snippet {
  value: string;
  label: string;
  code: string;
}

export interface Target {
  origin: string;
  agentId: string;
  key?: string;
  input: unknown;
}

const KEY = "$LAELIA_KEY";

/** The same value as Python writes it. */
export function inPython(value: unknown): string {
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (Array.isArray(value)) return `[${value.map(inPython).join(", ")}]`;
  if (typeof value === "object") return `{${Object.entries(value).map(([name, one]) => `${JSON.stringify(name)}: ${inPython(one)}`).join(", ")}}`;
  return JSON.stringify(value);
}

/** Runs may take longer than the five seconds that the client waits by itself. */
const mcpClient = (address: string, key: string, input: unknown): string => `import asyncio

import httpx2
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

async def main():
    headers = {"Authorization": "Bearer ${key}"}
    async with (
        httpx2.AsyncClient(headers=headers, timeout=300) as http,
        Client(streamable_http_client("${address}", http_client=http)) as client,
    ):
        tools = (await client.list_tools()).tools
        answer = await client.call_tool(tools[0].name, ${inPython(typeof input === "string" ? { text: input } : input)})
        print(answer.structured_content)

asyncio.run(main())`;

export function snippets({ origin, agentId, key = KEY, input }: Target): Snippet[] {
  const json = JSON.stringify({ input });
  const text = typeof input === "string" ? input : JSON.stringify(input);
  return [
    {
      value: "http",
      label: "HTTP",
      code: `curl ${origin}/v1/agents/${agentId}/invoke \\\n  -H "authorization: Bearer ${key}" \\\n  -H "content-type: application/json" \\\n  -d '${json.replaceAll("'", "'\\''")}'`,
    },
    {
      value: "mcp",
      label: "MCP",
      code: JSON.stringify({ mcpServers: { laelia: { type: "http", url: `${origin}/mcp/agents/${agentId}`, headers: { Authorization: `Bearer ${key}` } } } }, null, 2),
    },
    { value: "mcp-sdk", label: "MCP SDK", code: mcpClient(`${origin}/mcp/agents/${agentId}`, key, input) },
    {
      value: "openai",
      label: "OpenAI SDK",
      code: `from openai import OpenAI\n\nclient = OpenAI(base_url="${origin}/v1", api_key="${key}")\nanswer = client.chat.completions.create(\n    model="${agentId}",\n    messages=[{"role": "user", "content": ${JSON.stringify(text)}}],\n)\nprint(answer.choices[0].message.content)`,
    },
    {
      value: "anthropic",
      label: "Anthropic SDK",
      code: `from anthropic import Anthropic\n\nclient = Anthropic(base_url="${origin}", api_key="${key}")\nanswer = client.messages.create(\n    model="${agentId}",\n    max_tokens=1024,\n    messages=[{"role": "user", "content": ${JSON.stringify(text)}}],\n)\nprint(answer.content[0].text)`,
    },
  ];
}
