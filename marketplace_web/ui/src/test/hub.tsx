import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import type { ReactElement } from "react";
import { vi } from "vitest";
import type { Me } from "@/api/session";

export interface Asked {
  call: string;
  body: unknown;
}

type Reply = (asked: Asked) => Response | object;

/** A hub behind `fetch`, until `vi.unstubAllGlobals`: what it is asked, and what it answers to which `METHOD /path`. */
export function hubThat(replies: Record<string, Reply>): Asked[] {
  const asked: Asked[] = [];
  vi.stubGlobal("fetch", async (address: string, { method, body }: RequestInit) => {
    const one = { call: `${method} ${address}`, body: typeof body === "string" ? JSON.parse(body) : undefined };
    asked.push(one);
    const reply = replies[one.call]?.(one) ?? refusal(404, "not_found", `Nothing answers ${one.call}.`);
    return reply instanceof Response ? reply : Response.json(reply);
  });
  return asked;
}

export const refusal = (status: number, code: string, detail: string) => Response.json({ code, detail }, { status });
export const done = () => new Response(null, { status: 204 });

/** Somebody signed in, as their pages know them. */
export const mara = { has_password: true, role: "admin", scopes: ["admin"], user: { name: "Mara", email: "mara@studio.example", email_verified_at: "2026-01-01T00:00:00Z", created_at: "2026-01-01T00:00:00Z" }, organization: { id: "org_1", type: "personal", name: "Mara" } } as unknown as Me;

/** Shows a part of a page to whoever is signed in. */
export function showTo(me: Me, part: ReactElement) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  client.setQueryDefaults(["session"], { staleTime: Infinity });
  client.setQueryData(["session"], me);
  return render(<QueryClientProvider client={client}>{part}</QueryClientProvider>);
}
