import { queryOptions } from "@tanstack/react-query";
import { addressOf, call, type Answer, type Given } from "../client";
import { listed } from "./shared";

export type Health = Answer<"GET /v1/admin/health">;
export type Engine = Health["engines"][number];
export type Minute = Health["minutes"][number];
export type Job = Answer<"GET /v1/admin/jobs">["data"][number];
export type Configuration = Answer<"GET /v1/admin/settings">;
export type Setting = Configuration["settings"][number];
export type Draft = Answer<"GET /v1/admin/settings/drafts">["data"][number];
export type Version = Answer<"GET /v1/admin/settings/history">["data"][number];
export type Change = Version["changes"][number];
export type Value = Given<"POST /v1/admin/settings/drafts">["body"]["changes"][string];
export type Rule = Answer<"GET /v1/admin/blocked-domains">["data"][number];
export type RuleBody = Given<"POST /v1/admin/blocked-domains">["body"];
export type Category = Answer<"GET /v1/admin/categories">["data"][number];
export type Collection = Answer<"GET /v1/admin/collections">["data"][number];
export type Missing = Answer<"GET /v1/admin/wanted-agents">["data"][number];
export type Event = Answer<"GET /v1/audit">["data"][number];
export type Message = Answer<"GET /v1/admin/outbox">["data"][number];

export interface EventsWanted { action?: string; actor?: string; target?: string; q?: string; organization_id?: string; since?: string; until?: string }

const OURS = { view: "platform" };

export const healthQuery = queryOptions({ queryKey: ["console", "health"], refetchInterval: 10_000, queryFn: ({ signal }) => call("GET /v1/admin/health", { signal }) });
export const jobsQuery = queryOptions({ queryKey: ["console", "jobs"], refetchInterval: 5_000, queryFn: ({ signal }) => call("GET /v1/admin/jobs", { signal }) });
export const settingsQuery = queryOptions({ queryKey: ["console", "settings"], queryFn: ({ signal }) => call("GET /v1/admin/settings", { signal }) });
export const draftsQuery = listed("GET /v1/admin/settings/drafts", {});
export const versionsQuery = listed("GET /v1/admin/settings/history", {});
export const rulesQuery = (q?: string) => listed("GET /v1/admin/blocked-domains", { q });
export const judgmentQuery = (address: string) => queryOptions({ queryKey: ["console", "judgment", address], enabled: address !== "", queryFn: ({ signal }) => call("GET /v1/admin/blocked-domains/test", { query: { address }, signal }) });
export const allCategoriesQuery = queryOptions({ queryKey: ["console", "categories"], queryFn: ({ signal }) => call("GET /v1/admin/categories", { signal }) });
export const allCollectionsQuery = queryOptions({ queryKey: ["console", "collections"], queryFn: ({ signal }) => call("GET /v1/admin/collections", { signal }) });
export const wantedAgentsQuery = listed("GET /v1/admin/wanted-agents", {});
export const eventsQuery = (wanted: EventsWanted) => listed("GET /v1/audit", { ...wanted, ...OURS });
export const messagesQuery = (status?: string) => listed("GET /v1/admin/outbox", { status });

export const RULES_FILE = "/v1/admin/blocked-domains/export";
export const eventsFile = (wanted: EventsWanted): string => addressOf("/v1/audit/export", {}, { ...wanted, ...OURS, format: "csv" });
