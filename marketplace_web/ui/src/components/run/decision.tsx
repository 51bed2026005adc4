import { useQuery } from "@tanstack/react-query";
import { Check, X } from "lucide-react";
import { useState } from "react";
import { approvalsOfRun, useDecision, type Approval, type Decided } from "@/api/approvals";
import { ago } from "@/lib/format";
import { ask } from "@/strings/ask";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { say, sayProblem } from "@/ui/toast";

const words = ask.decision;

/** What a waiting run asks, and the answer to it. */
export function Decisions({ runId }: { runId: string }) {
  const { data = [] } = useQuery(approvalsOfRun(runId));
  return <>{data.map((approval) => <Question key={approval.request_id} approval={approval} />)}</>;
}

function Question({ approval }: { approval: Approval }) {
  const [note, setNote] = useState("");
  const decide = useDecision(approval);
  const answer = (decision: Decided["decision"]) => void decide.mutateAsync({ decision, value: note.trim() }).then(() => say(words.sent), sayProblem);
  return (
    <section aria-label={words.title} className="line-in grid gap-3.5 rounded-[20px_20px_20px_7px] bg-pollen-wash p-5">
      <h2 className="text-[18px] text-pollen-text">{words.title}</h2>
      <p className="whitespace-pre-line break-words text-[15px]">{approval.question}</p>
      <TextField label={words.note} maxLength={1000} value={note} onChange={(event) => setNote(event.target.value)} />
      <div className="flex flex-wrap items-center gap-2">
        <Button look="primary" busy={decide.isPending && decide.variables?.decision === "approve"} onClick={() => answer("approve")}><Check size={16} />{words.approve}</Button>
        <Button busy={decide.isPending && decide.variables?.decision === "reject"} onClick={() => answer("reject")}><X size={16} />{words.reject}</Button>
        <span className="text-[13px] text-ink-2">{words.until(ago(approval.expires_at))}</span>
      </div>
    </section>
  );
}
