import { Offline, problemOf } from "./problem";
import type { Operations } from "./schema";

type Name = keyof Operations;
type Part<N extends Name, P extends "path" | "query" | "body"> = undefined extends Operations[N][P]
  ? { [K in P]?: Operations[N][P] }
  : { [K in P]: Operations[N][P] };
type OptionalQuery<N extends Name> = { query?: Operations[N]["query"] };
export type Given<N extends Name> = Part<N, "path"> & OptionalQuery<N> & Part<N, "body"> & { signal?: AbortSignal; headers?: Record<string, string> };
export type Answer<N extends Name> = Operations[N]["answer"];

interface Loose {
  path?: Record<string, string>;
  query?: Record<string, unknown>;
  body?: unknown;
  signal?: AbortSignal;
  headers?: Record<string, string>;
}

/** The address of a call, its parameters filled in. What is null or empty is left out. */
export function addressOf(template: string, path: Record<string, string> = {}, query: Record<string, unknown> = {}): string {
  const filled = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? ""));
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== "");
  const search = new URLSearchParams(pairs.map(([name, value]) => [name, String(value)])).toString();
  return search ? `${filled}?${search}` : filled;
}

/**
 * Sends a call with the session's cookie. The browser itself says that it comes from our own pages
 * (`Sec-Fetch-Site`), which is what the hub asks of a write with a cookie.
 */
export async function send(name: string, given: Loose): Promise<Response> {
  const [method = "GET", template = ""] = name.split(" ");
  const hasBody = given.body !== undefined;
  const form = given.body instanceof FormData ? given.body : null;
  let response: Response;
  try {
    response = await fetch(addressOf(template, given.path, given.query), {
      method,
      credentials: "same-origin",
      headers: { accept: "application/json", ...(hasBody && !form ? { "content-type": "application/json" } : {}), ...given.headers },
      // Of a form the browser says itself where its parts end.
      body: form ?? (hasBody ? JSON.stringify(given.body) : undefined),
      signal: given.signal,
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Offline();
  }
  if (!response.ok) throw await problemOf(response);
  return response;
}

/** `call("GET /v1/agents", { query })`. Throws a Problem. */
export async function call<N extends Name>(name: N, ...[given]: object extends Given<N> ? [Given<N>?] : [Given<N>]): Promise<Answer<N>> {
  const response = await send(name, (given ?? {}) as Loose);
  if (response.status === 204) return undefined as Answer<N>;
  return (await response.json()) as Answer<N>;
}
