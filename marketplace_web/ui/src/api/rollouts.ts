/** Versions that a share takes before they are everybody's. */
import { queryOptions, useMutation } from "@tanstack/react-query";
import { call, type Answer } from "./client";
import { useRefresh } from "./making";

export type Rollout = Answer<"GET /v1/agents/{agent_id}/rollouts">["data"][number];
export type Figure = Rollout["figures"][number];

const of = (id: string) => ({ path: { agent_id: id } });

/** The newest first; one that has not ended is under way. */
export const rolloutsQuery = (id: string) =>
  queryOptions({ queryKey: ["agent", id, "rollouts"], queryFn: async ({ signal }) => (await call("GET /v1/agents/{agent_id}/rollouts", { ...of(id), signal })).data });

export function useRollout(id: string) {
  const refresh = useRefresh();
  const share = useMutation({
    mutationFn: (body: { version: string; percent: number }) => call("PUT /v1/agents/{agent_id}/rollout", { ...of(id), body }),
    onSuccess: refresh,
  });
  const pause = useMutation({ mutationFn: () => call("POST /v1/agents/{agent_id}/rollout/pause", of(id)), onSuccess: refresh });
  const resume = useMutation({ mutationFn: () => call("POST /v1/agents/{agent_id}/rollout/resume", of(id)), onSuccess: refresh });
  const back = useMutation({ mutationFn: () => call("POST /v1/agents/{agent_id}/rollout/rollback", of(id)), onSuccess: refresh });
  return { share, pause, resume, back };
}
