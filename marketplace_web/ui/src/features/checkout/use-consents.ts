import { useQueries } from "@tanstack/react-query";
import { useState } from "react";
import { consentQuery, useAgree, type Agreement } from "@/api/consent";
import { teamOf, type Me } from "@/api/session";
import { sayProblem } from "@/ui/toast";

/**
 * What has to be agreed to before these agents are paid for, one after another. Who may enable
 * agents for a team agrees for all of it, so that the team can use what is bought.
 */
export function useConsents(agentIds: readonly string[], me: Me) {
  const forAll = teamOf(me) !== null && me.scopes.includes("agents:write");
  const asked = useQueries({ queries: agentIds.map((id) => consentQuery(id, forAll)) });
  const agree = useAgree();
  const [question, setQuestion] = useState<Agreement | null>(null);
  const [then, setThen] = useState<() => void>(() => () => undefined);
  const open = asked.flatMap(({ data }) => (data?.required ? [{ agentId: data.agent_id, forAll, version: data.version, hosts: data.hosts, text: data.text }] : []));
  const known = asked.every((one) => one.data || one.error);
  return {
    /** Where what is given goes, of all of them. */
    hosts: [...new Set(asked.flatMap(({ data }) => data?.hosts ?? []))],
    known,
    question,
    busy: agree.isPending,
    close: () => setQuestion(null),
    /** Goes on at once where nothing is to be agreed to; else asks first. */
    before: (next: () => void) => {
      if (!open[0]) return next();
      setThen(() => next);
      setQuestion(open[0]);
    },
    agree: () => {
      if (!question) return;
      agree.mutate(question, {
        onSuccess: () => {
          const left = open.filter((one) => one.agentId !== question.agentId);
          setQuestion(left[0] ?? null);
          if (!left[0]) then();
        },
        onError: sayProblem,
      });
    },
  };
}
