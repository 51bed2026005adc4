import { queryOptions } from "@tanstack/react-query";
import { create } from "zustand";
import { call, type Answer } from "../client";

/** A consented look at an organization. The token is in memory alone: a page that is left forgets it. */
export interface Look {
  accessId: string;
  organizationId: string;
  name: string;
  scopes: readonly string[];
  token: string;
  expiresAt: string;
}

interface Looking {
  look: Look | null;
  begin: (look: Look) => void;
  stop: () => void;
}

export const useLooking = create<Looking>((set) => ({
  look: null,
  begin: (look) => set({ look }),
  stop: () => set({ look: null }),
}));

export type SeenRun = Answer<"GET /v1/runs">["data"][number];

const as = (look: Look) => ({ authorization: `Bearer ${look.token}` });

export const seenRunsQuery = (look: Look) =>
  queryOptions({ queryKey: ["console", "looking", look.accessId, "runs"], gcTime: 0, queryFn: ({ signal }) => call("GET /v1/runs", { query: { limit: 25 }, headers: as(look), signal }) });

export const seenAgentsQuery = (look: Look) =>
  queryOptions({ queryKey: ["console", "looking", look.accessId, "agents"], gcTime: 0, queryFn: ({ signal }) => call("GET /v1/agents", { query: { enabled: true, limit: 50 }, headers: as(look), signal }) });

export const seenCreditsQuery = (look: Look) =>
  queryOptions({ queryKey: ["console", "looking", look.accessId, "credits"], gcTime: 0, queryFn: ({ signal }) => call("GET /v1/credits", { headers: as(look), signal }) });
