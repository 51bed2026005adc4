import { useState } from "react";
import type { Decision } from "@/api/console/moderation";
import { useAct } from "@/api/console/shared";
import { useOwnSession } from "@/api/session";
import { Panel } from "@/components/page-head";
import { sentence } from "@/lib/format";
import { moderation } from "@/strings/moderation";
import { Button } from "@/ui/button";
import { say, sayProblem } from "@/ui/toast";

const words = moderation.case;

/** What is grave takes two: whoever proposed it cannot confirm it. */
export function Second({ decision }: { decision: Decision }) {
  const me = useOwnSession();
  const confirm = useAct("POST /v1/moderation/decisions/{decision_id}/confirm");
  const [sent, setSent] = useState<boolean | null>(null);
  const own = decision.decided_by === me?.user.id;
  const tell = (approve: boolean) => {
    setSent(approve);
    void confirm.mutateAsync({ path: { decision_id: decision.id }, body: { approve } }).then(() => say(approve ? words.confirmed : words.refused), sayProblem);
  };
  return (
    <Panel title={words.second} className="shadow-glow">
      <p className="-mt-2 text-[14px] text-ink-2">{own ? words.ownProposal : words.secondLead}</p>
      <p className="mt-3 rounded-[14px_14px_14px_5px] bg-surface-2 px-3.5 py-3 text-[14px]"><b className="block font-[650]">{moderation.actions[decision.action] ?? sentence(decision.action)}</b>{decision.statement}</p>
      {!own && (
        <>
          <ul className="mt-3 list-disc ps-5 text-[13.5px] text-ink-2">{words.confirmEffects.map((effect) => <li key={effect}>{effect}</li>)}</ul>
          <div className="mt-4 flex flex-wrap gap-2">
            <Button look="primary" busy={confirm.isPending && sent === true} onClick={() => tell(true)}>{words.confirm}</Button>
            <Button busy={confirm.isPending && sent === false} onClick={() => tell(false)}>{words.refuse}</Button>
          </div>
        </>
      )}
    </Panel>
  );
}
