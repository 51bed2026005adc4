import { Check, Frown, Smile } from "lucide-react";
import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { runQuery, useOutcome, type Mark } from "@/api/runs";
import { usePaused } from "@/api/session";
import { useWaiting } from "@/api/waiting";
import { PausingButton } from "@/components/pausing-button";
import { ask } from "@/strings/ask";
import { common } from "@/strings/common";
import { waiting as later } from "@/strings/waiting";
import { Button } from "@/ui/button";
import { sayProblem } from "@/ui/toast";

const words = ask.outcome;

/** Every answer ends with this question. A mark can be changed; the first one is not sacred. */
export function OutcomeAsk({ runId, marked }: { runId: string; marked: boolean | null }) {
  const outcome = useOutcome(runId);
  const paused = usePaused();
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState("");
  const mark = (given: Mark) => outcome.mutate(given, { onError: sayProblem, onSuccess: () => setAsking(false) });
  // Known of it already, or from the mark that was sent.
  const { data: run } = useQuery({ ...runQuery(runId), enabled: false });
  const waits = useWaiting().find((deed) => deed.kind === "outcome" && deed.of === runId);
  const known = (waits?.kind === "outcome" ? waits.happy : run?.outcome?.happy) ?? marked;
  if (asking) {
    const submit = (event: FormEvent) => {
      event.preventDefault();
      mark({ happy: false, reason: reason.trim() });
    };
    return (
      <form onSubmit={submit} className="line-in grid gap-2.5">
        <label className="text-[13.5px] text-ink-2" htmlFor={`why-${runId}`}>{words.why}</label>
        <textarea id={`why-${runId}`} className="field" rows={2} maxLength={1000} value={reason} onChange={(event) => setReason(event.target.value)} />
        <span className="flex gap-2">
          <PausingButton type="submit" look="primary" size="sm" busy={outcome.isPending} disabled={!reason.trim()}>{words.send}</PausingButton>
          <Button size="sm" look="quiet" disabled={paused} onClick={() => mark({ happy: false })}>{words.skip}</Button>
        </span>
      </form>
    );
  }
  return (
    <div className="flex flex-wrap items-center gap-2 text-[13.5px] text-ink-2" role="group" aria-label={words.ask}>
      {known === null ? <span>{words.ask}</span> : <Marked happy={known} />}
      <Button size="sm" className={known === true ? "!border-[var(--fern)] !bg-fern-wash" : ""} aria-pressed={known === true} disabled={paused} busy={outcome.isPending && outcome.variables?.happy} onClick={() => mark({ happy: true })}><Smile size={16} className="text-fern-text" />{words.happy}</Button>
      <Button size="sm" className={known === false ? "!border-[var(--ember)] !bg-ember-wash" : ""} aria-pressed={known === false} disabled={paused} onClick={() => setAsking(true)}><Frown size={16} className="text-ember-text" />{words.unhappy}</Button>
      {paused && <span className="text-[13px] text-ink-3">{common.paused}</span>}
      {waits && <span role="status" className="basis-full text-[12.5px] text-pollen-text">{later.mark}</span>}
    </div>
  );
}

function Marked({ happy }: { happy: boolean }) {
  return (
    <span role="status" className={`line-in flex items-center gap-1.5 font-[600] ${happy ? "text-fern-text" : "text-ember-text"}`}>
      <Check size={15} className="pop" />
      {happy ? words.happyDone : words.unhappyDone}
    </span>
  );
}
