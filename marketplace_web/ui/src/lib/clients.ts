import { keysWords } from "@/strings/keys";

export type ClientName = keyof typeof keysWords.clients;

export interface ClientSetup {
  name: ClientName;
  /** What to paste, with the key in its place. */
  code: (origin: string, key: string) => string;
  /** An address that the program itself opens, where it has one. */
  install?: (origin: string, key: string) => string;
  /** The same for a machine that lacks what the first way needs. */
  otherwise?: (origin: string, key: string) => string;
  /** The address is all that it takes: it asks its person, in a browser. */
  keyless?: boolean;
}

const server = (origin: string, key: string) => ({ url: `${origin}/mcp`, headers: { Authorization: `Bearer ${key}` } });
const json = (value: unknown) => JSON.stringify(value, null, 2);
const base64 = (value: unknown) => btoa(JSON.stringify(value));

/** How each program is told of the hub. All speak MCP over HTTP; one needs a bridge for it. */
export const CLIENTS: readonly ClientSetup[] = [
  {
    name: "claude",
    code: (origin, key) => json({ mcpServers: { laelia: { command: "laelia", args: ["mcp", "--url", `${origin}/mcp`], env: { LAELIA_API_KEY: key } } } }),
    otherwise: (origin, key) =>
      json({ mcpServers: { laelia: { command: "npx", args: ["-y", "mcp-remote", `${origin}/mcp`, "--header", "Authorization:${LAELIA_AUTH}"], env: { LAELIA_AUTH: `Bearer ${key}` } } } }),
  },
  {
    name: "vscode",
    code: (origin, key) => json({ servers: { laelia: { type: "http", ...server(origin, key) } } }),
    install: (origin, key) => `vscode:mcp/install?${encodeURIComponent(JSON.stringify({ name: "laelia", type: "http", ...server(origin, key) }))}`,
  },
  {
    name: "cursor",
    code: (origin, key) => json({ mcpServers: { laelia: server(origin, key) } }),
    install: (origin, key) => `cursor://anysphere.cursor-deeplink/mcp/install?name=laelia&config=${encodeURIComponent(base64(server(origin, key)))}`,
  },
  {
    name: "code",
    code: (origin, key) => `claude mcp add --transport http laelia ${origin}/mcp \\\n  --header "Authorization: Bearer ${key}"`,
  },
  { name: "address", code: (origin) => `${origin}/mcp`, keyless: true },
];
