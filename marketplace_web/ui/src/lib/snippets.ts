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
