/** Domains, identity providers and directories of an organization. */
import { queryOptions } from "@tanstack/react-query";
import { call, type Answer } from "./client";
import { isProblem } from "./problem";

export type Domain = Answer<"GET /v1/organizations/current/domains">["data"][number];
export type Connection = Answer<"GET /v1/sso/connections">["data"][number];
export type ConnectionTest = Answer<"POST /v1/sso/connections/{connection_id}/test">;
export type GroupRole = Answer<"GET /v1/directory/roles">["roles"][number];
export type Ldap = Answer<"GET /v1/directory/ldap">;
export type LdapTrial = Answer<"POST /v1/directory/ldap/test">;
export type ScimToken = Answer<"GET /v1/directory/scim-tokens">["data"][number];

export const domainsQuery = queryOptions({ queryKey: ["domains"], queryFn: async ({ signal }) => (await call("GET /v1/organizations/current/domains", { query: { limit: 100 }, signal })).data });
export const connectionsQuery = queryOptions({ queryKey: ["connections"], queryFn: async ({ signal }) => (await call("GET /v1/sso/connections", { query: { limit: 100 }, signal })).data });
export const connectionQuery = (id: string) => queryOptions({ queryKey: ["connections", id], queryFn: ({ signal }) => call("GET /v1/sso/connections/{connection_id}", { path: { connection_id: id }, signal }) });

/** Asked again until the person has come back from the provider. */
export const testQuery = (id: string, test: string | null) =>
  queryOptions<ConnectionTest>({
    queryKey: ["connections", id, "tests", test],
    enabled: test !== null,
    refetchInterval: (query) => (query.state.data && query.state.data.status !== "begun" ? false : 2000),
    queryFn: ({ signal }) => call("GET /v1/sso/connections/{connection_id}/tests/{test_id}", { path: { connection_id: id, test_id: test ?? "" }, signal }),
  });

export const scimTokensQuery = queryOptions({ queryKey: ["scim-tokens"], queryFn: async ({ signal }) => (await call("GET /v1/directory/scim-tokens", { query: { limit: 100 }, signal })).data });
export const groupRolesQuery = queryOptions({ queryKey: ["group-roles"], queryFn: async ({ signal }) => (await call("GET /v1/directory/roles", { signal })).roles });

/** Null where no directory is connected. */
export const ldapQuery = queryOptions({
  queryKey: ["ldap"],
  queryFn: async ({ signal }) => {
    try {
      return await call("GET /v1/directory/ldap", { signal });
    } catch (error) {
      if (isProblem(error) && error.status === 404) return null;
      throw error;
    }
  },
});
