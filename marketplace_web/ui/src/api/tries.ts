/** Trying an agent before it is enabled, and the consent that goes before data leaves the hub. */
import { queryOptions } from "@tanstack/react-query";
import { call, type Answer } from "./client";
import { isProblem } from "./problem";

export type Tries = Answer<"GET /v1/agents/{agent_id}/tries">;

/** What somebody agrees to: this version, and the hosts that they were shown. */
export interface Agreed {
  version: string;
  hosts: readonly string[];
}

/** What has to be agreed to first, as the hub asks it. */
export interface Question extends Agreed {
  text: string;
}

const VISIT = "laelia.visit";

interface Visit {
  token: string;
  expires_at: string;
}

/** The visit that goes on in this tab, if there is one. */
function visitOf(): Visit | null {
  const kept = sessionStorage.getItem(VISIT);
  if (!kept) return null;
  const visit = JSON.parse(kept) as Visit;
  return Date.parse(visit.expires_at) > Date.now() ? visit : null;
}

/** The token of the visit, which is begun where there is none. */
export async function visitToken(): Promise<string> {
  const visit = visitOf() ?? (await call("POST /v1/visitors"));
  sessionStorage.setItem(VISIT, JSON.stringify(visit));
  return visit.token;
}

export const triesQuery = (id: string, signedIn: boolean) =>
  queryOptions({
    queryKey: ["agent", id, "tries", signedIn],
    queryFn: ({ signal }) => {
      const visit = signedIn ? null : visitOf();
      return call("GET /v1/agents/{agent_id}/tries", { path: { agent_id: id }, headers: visit ? { "laelia-visitor": visit.token } : {}, signal });
    },
  });

/** The question of a refusal that asks for consent; null for any other error. */
export function questionOf(error: unknown): Question | null {
  if (!isProblem(error, "consent_required")) return null;
  const { text, version, hosts } = error.fields;
  return { text: String(text), version: String(version), hosts: Array.isArray(hosts) ? hosts.map(String) : [] };
}
