import { queryOptions } from "@tanstack/react-query";
import { call, type Answer, type Given } from "../client";
import { listed } from "./shared";

export type Person = Answer<"GET /v1/admin/users">["data"][number];
export type PersonDetail = Answer<"GET /v1/admin/users/{user_id}">;
export type Organization = Answer<"GET /v1/admin/organizations">["data"][number];
export type OrganizationDetail = Answer<"GET /v1/admin/organizations/{organization_id}">;
export type Right = Answer<"GET /v1/admin/organizations/{organization_id}/entitlements">["data"][number];
export type Administrator = Answer<"GET /v1/admin/administrators">["data"][number];
export type Role = Given<"PUT /v1/admin/administrators">["body"]["role"];
export type Support = Answer<"GET /v1/admin/support-accesses">["data"][number];
export type SupportBody = Given<"POST /v1/admin/support-accesses">["body"];
export type GrantBody = Given<"POST /v1/admin/entitlements">["body"];

export interface PeopleWanted { q?: string; status?: string }
export interface OrganizationsWanted extends PeopleWanted { type?: string }

export const peopleQuery = (wanted: PeopleWanted) => listed("GET /v1/admin/users", wanted);
export const organizationsQuery = (wanted: OrganizationsWanted) => listed("GET /v1/admin/organizations", wanted);
export const administratorsQuery = listed("GET /v1/admin/administrators", {});
export const supportQuery = listed("GET /v1/admin/support-accesses", {});
export const rightsQuery = (id: string) => listed("GET /v1/admin/organizations/{organization_id}/entitlements", {}, { path: { organization_id: id } });

export const personQuery = (id: string) =>
  queryOptions({ queryKey: ["console", "person", id], queryFn: ({ signal }) => call("GET /v1/admin/users/{user_id}", { path: { user_id: id }, signal }) });

export const organizationQuery = (id: string) =>
  queryOptions({ queryKey: ["console", "organization", id], queryFn: ({ signal }) => call("GET /v1/admin/organizations/{organization_id}", { path: { organization_id: id }, signal }) });

export const creditsOfQuery = (id: string) =>
  queryOptions({ queryKey: ["console", "credits", id], queryFn: ({ signal }) => call("GET /v1/admin/organizations/{organization_id}/credits", { path: { organization_id: id }, signal }) });

/** Agents that can be granted: found by words, for a person who does not know IDs by heart. */
export const grantableQuery = (q: string) =>
  queryOptions({ queryKey: ["console", "grantable", q], queryFn: ({ signal }) => call("GET /v1/agents", { query: { q, limit: 8 }, signal }) });
