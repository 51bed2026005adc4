/** Notices of what is spent, and use that is paid later. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { call, type Answer, type Given } from "./client";
import { isProblem } from "./problem";

export type Alerts = Answer<"GET /v1/credits/alerts">;
export type AlertsBody = NonNullable<Given<"PUT /v1/credits/alerts">["body"]>;
export type Line = Answer<"GET /v1/billing/metered">;
export type LineBody = NonNullable<Given<"PUT /v1/billing/metered">["body"]>;

export const alertsQuery = queryOptions({ queryKey: ["billing", "alerts"], queryFn: ({ signal }) => call("GET /v1/credits/alerts", { signal }) });

/** Null where nothing may be used before it is paid. */
export const lineQuery = queryOptions({
  queryKey: ["billing", "line"],
  queryFn: async ({ signal }): Promise<Line | null> => {
    try {
      return await call("GET /v1/billing/metered", { signal });
    } catch (error) {
      if (isProblem(error) && error.status === 404) return null;
      throw error;
    }
  },
});

function useChange<T>(change: (given: T) => Promise<unknown>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: change, onSuccess: () => client.invalidateQueries({ queryKey: ["billing"] }) });
}

export const useSaveAlerts = () => useChange((body: AlertsBody) => call("PUT /v1/credits/alerts", { body }));
export const useSaveLine = () => useChange((body: LineBody) => call("PUT /v1/billing/metered", { body }));
