import { call } from "@/api/client";
import type { Policies } from "@/api/organization";
import { policyWords } from "@/strings/policies";
import { useAct } from "./use-act";

/** All policies are set at once: what is not changed is sent as it is. */
export function useSetPolicies(policies: Policies, then?: () => void) {
  const { organization_id: _, ...known } = policies;
  return useAct((change: Partial<Policies>) => call("PUT /v1/organizations/current/policies", { body: { ...known, ...change } }), { stale: ["policies", "audit"], done: policyWords.saved, after: then });
}
