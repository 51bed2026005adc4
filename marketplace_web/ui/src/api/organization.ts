/** An organization as its admins see it: people, sign-in, policies, budgets, record. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { addressOf, call, type Answer } from "./client";
import { isProblem } from "./problem";
import type { Operations } from "./schema";

export type Member = Answer<"GET /v1/members">["data"][number];
export type Role = Member["role"];
export type Invitation = Answer<"GET /v1/invitations">["data"][number];
export type Organization = Answer<"GET /v1/organizations">["data"][number];
export type Team = Answer<"GET /v1/teams">["data"][number];
export type Policies = Answer<"GET /v1/organizations/current/policies">;
export type Privacy = Answer<"GET /v1/organizations/current/privacy">;
export type Budget = Answer<"GET /v1/budgets">["data"][number];
export type AuditEvent = Answer<"GET /v1/audit">["data"][number];
export type SupportAccess = Answer<"GET /v1/support-accesses">["data"][number];
type Asked = NonNullable<Operations["GET /v1/audit"]["query"]>;
export type AuditFilters = { [K in "actor" | "target_type" | "target" | "since" | "until" | "q" | "action"]?: NonNullable<Asked[K]> };

const FEW = 100;

/** By a part of the name or the address; a page at a time. */
export const memberPages = (q: string) =>
  infiniteQueryOptions({
    queryKey: ["members", "pages", q],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) => call("GET /v1/members", { query: { q: q || null, limit: 50, cursor: pageParam || null }, signal }),
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  });

/** Names for places that know IDs alone. */
export const membersQuery = queryOptions({ queryKey: ["members", "few"], queryFn: async ({ signal }) => (await call("GET /v1/members", { query: { limit: FEW }, signal })).data });
export const invitationsQuery = queryOptions({ queryKey: ["invitations"], queryFn: async ({ signal }) => (await call("GET /v1/invitations", { query: { limit: FEW }, signal })).data });
export const organizationsQuery = queryOptions({ queryKey: ["organizations"], queryFn: async ({ signal }) => (await call("GET /v1/organizations", { query: { limit: FEW }, signal })).data });
export const joinRequestsQuery = queryOptions({ queryKey: ["join-requests"], queryFn: async ({ signal }) => (await call("GET /v1/join-requests", { query: { limit: FEW }, signal })).data });
/** The team that lets people with this address in, if there is one. */
export const joinableQuery = queryOptions({ queryKey: ["joinable"], queryFn: async ({ signal }) => (await call("GET /v1/organizations/joinable", { signal })).data[0] ?? null });
export const rolesQuery = queryOptions({ queryKey: ["roles"], staleTime: Infinity, queryFn: async ({ signal }) => (await call("GET /v1/roles", { signal })).data });
export const teamsQuery = queryOptions({ queryKey: ["teams"], queryFn: async ({ signal }) => (await call("GET /v1/teams", { query: { limit: FEW }, signal })).data });
export const teamMembersQuery = (id: string) =>
  queryOptions({ queryKey: ["teams", id, "members"], queryFn: async ({ signal }) => (await call("GET /v1/teams/{team_id}/members", { path: { team_id: id }, query: { limit: FEW }, signal })).data });

/** Null where nobody offers the organization, or not to whoever asks. */
export const transferQuery = queryOptions({
  queryKey: ["transfer"],
  queryFn: async ({ signal }) => {
    try {
      return await call("GET /v1/organizations/current/transfer", { signal });
    } catch (error) {
      if (isProblem(error) && error.status === 404) return null;
      throw error;
    }
  },
});

export const policiesQuery = queryOptions({ queryKey: ["policies"], queryFn: ({ signal }) => call("GET /v1/organizations/current/policies", { signal }) });
export const privacyQuery = queryOptions({ queryKey: ["privacy"], queryFn: ({ signal }) => call("GET /v1/organizations/current/privacy", { signal }) });
export const retentionQuery = queryOptions({ queryKey: ["retention"], queryFn: ({ signal }) => call("GET /v1/organizations/current/retention", { signal }) });
export const enablingQuery = queryOptions({ queryKey: ["enabling-policy"], queryFn: ({ signal }) => call("GET /v1/entitlements/policy", { signal }) });
export const agentSearchQuery = (q: string) =>
  queryOptions({ queryKey: ["agents", "search", q], staleTime: 60_000, queryFn: async ({ signal }) => (await call("GET /v1/agents", { query: { q: q || undefined, limit: 30 }, signal })).data });

export const budgetsQuery = queryOptions({ queryKey: ["budgets"], refetchInterval: 30_000, queryFn: async ({ signal }) => (await call("GET /v1/budgets", { signal })).data });
export const supportQuery = queryOptions({ queryKey: ["support-accesses"], queryFn: async ({ signal }) => (await call("GET /v1/support-accesses", { query: { limit: FEW }, signal })).data });

export const auditQuery = (filters: AuditFilters) =>
  infiniteQueryOptions({
    queryKey: ["audit", filters],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) => call("GET /v1/audit", { query: { ...filters, limit: 50, cursor: pageParam || undefined }, signal }),
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  });

export const headsQuery = queryOptions({ queryKey: ["audit", "heads"], queryFn: async ({ signal }) => (await call("GET /v1/audit/heads", { query: { limit: 1 }, signal })).data[0] ?? null });

export type AuditFormat = "csv" | "jsonl" | "cef" | "ocsf";
/** Where a file of the record is got; a browser takes it with its cookie. */
export const auditFile = (format: AuditFormat, filters: AuditFilters = {}): string => addressOf("/v1/audit/export", {}, { ...filters, format });
