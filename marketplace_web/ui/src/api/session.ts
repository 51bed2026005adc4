import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { facts } from "@/lib/facts";
import { forgetWork } from "@/lib/kept-work";
import { call, type Answer } from "./client";
import { isProblem } from "./problem";
import { keepOnlyOf } from "./waiting";

export type Me = Answer<"GET /v1/me">;
export type Maintenance = NonNullable<Me["maintenance"]>;

const WHILE_PAUSED_MS = 30_000;
const HINT = "laelia-signed-in";

/** Whether it is worth asking: the session itself is in a cookie that no script can read. */
function hinted(): boolean {
  try {
    return localStorage.getItem(HINT) === "1";
  } catch {
    return true;
  }
}

function hint(signedIn: boolean): void {
  try {
    if (signedIn) localStorage.setItem(HINT, "1");
    else localStorage.removeItem(HINT);
  } catch {
    // storage may be closed; then every page asks
  }
}

/** Asked again and again while the installation is under maintenance: that it is over shows by itself. */
export const whilePaused = ({ state }: { state: { data?: Me | null | undefined } }): number | false => (state.data?.maintenance ? WHILE_PAUSED_MS : false);

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  staleTime: 60_000,
  refetchInterval: whilePaused,
  queryFn: async ({ signal }): Promise<Me | null> => {
    try {
      const me = await call("GET /v1/me", { signal });
      hint(true);
      return me;
    } catch (error) {
      if (isProblem(error) && error.status === 401) {
        hint(false);
        return null;
      }
      throw error;
    }
  },
});

/**
 * Who is signed in; null when nobody is, undefined until that is known. Public pages do not ask for
 * visitors who never signed in here.
 */
export function useSession(): Me | null | undefined {
  const enabled = hinted();
  const { data } = useQuery({ ...sessionQuery, enabled });
  return data === undefined && !enabled ? null : data;
}

/** For whoever is not signed in: what the page was written with, asked anew while it lasts and when something was refused. */
const maintenanceQuery = queryOptions({
  queryKey: ["session", "maintenance"],
  initialData: facts?.maintenance ?? null,
  staleTime: Infinity,
  refetchInterval: ({ state }) => (state.data ? WHILE_PAUSED_MS : false),
  queryFn: async ({ signal }): Promise<Maintenance | null> => (await call("GET /v1/maintenance", { signal })).maintenance,
});

/** What the platform says while it is under maintenance; null while it is not. */
export function useMaintenance(): Maintenance | null {
  const me = useSession();
  const { data } = useQuery({ ...maintenanceQuery, enabled: me === null });
  return me ? (me.maintenance ?? null) : data;
}

/** Whether nothing can be changed and no run started: it is under maintenance, and they have no role on the platform. */
export function usePaused(): boolean {
  const me = useSession();
  return useMaintenance() !== null && !me?.user.platform_role;
}

/** The same, asked in any case: for pages that are for nobody else. */
export function useOwnSession(): Me | null | undefined {
  return useQuery(sessionQuery).data;
}

/** The name of the organization, for people who have one: who works alone never sees the word. */
export const teamOf = (me: Me): string | null => (me.organization.type === "team" ? me.organization.name : null);

/** Whether the pages about an organization are theirs: its admins', and only where there is a team. */
export const administersTeam = (me: Me): boolean => teamOf(me) !== null && me.scopes.includes("admin");

/** After a sign-in: everything that was known is another person's now. */
export function useSignedIn(): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    client.removeQueries({ predicate: (query) => query.queryKey[0] !== "session" });
    const me = await client.fetchQuery({ ...sessionQuery, staleTime: 0 });
    keepOnlyOf(me?.user.id ?? null);
  };
}

/** Nobody is signed in any more, and nothing of them is kept here. */
export function useForgotten(): () => void {
  const client = useQueryClient();
  return () => {
    client.clear();
    forgetWork();
    keepOnlyOf(null);
    hint(false);
    client.setQueryData(sessionQuery.queryKey, null);
  };
}

export function useSignOut() {
  const forget = useForgotten();
  return useMutation({ mutationFn: () => call("POST /v1/auth/logout"), onSettled: forget });
}
