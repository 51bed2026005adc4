import { useQuery } from "@tanstack/react-query";
import { Pause, Play, RotateCcw, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { rolloutsQuery, useRollout, type Figure, type Rollout } from "@/api/rollouts";
import { teamOf, useSession } from "@/api/session";
import { percent } from "@/api/shown";
import { Panel } from "@/components/page-head";
import { brief } from "@/lib/format";
import { rollout as words } from "@/strings/rollout";
import { Button } from "@/ui/button";
import { Dialog, DialogFoot } from "@/ui/dialog";
import { Failed } from "@/ui/states";
import { say, sayProblem } from "@/ui/toast";
import { EVERYBODY } from "./share-field";

const LEAST = 5;
const STEPS = [1, 5, 10, 25, 50, 75, EVERYBODY] as const;

/** What is under way, or the end that the hub made of the last one. */
export function RolloutPanel({ agentId }: { agentId: string }) {
  const { data, error, refetch } = useQuery(rolloutsQuery(agentId));
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  const last = data?.[0];
  if (last?.status === "stopped") return <Stopped of={last} />;
  return last && !last.ended_at ? <UnderWay key={last.id} of={last} /> : null;
}

function Stopped({ of }: { of: Rollout }) {
  return (
    <section className="flex gap-3 rounded-[16px_16px_16px_6px] bg-ember-wash px-4 py-3.5 text-ember-text">
      <TriangleAlert size={18} strokeWidth={1.75} className="mt-0.5 shrink-0" aria-hidden />
      <div><h2 className="text-[15px] font-[650]">{words.stopped(of.version)}</h2><p className="mt-0.5 text-[14px]">{of.reason}</p></div>
    </section>
  );
}

function UnderWay({ of }: { of: Rollout }) {
  const [share, setShare] = useState<number>(of.percent);
  const [asking, setAsking] = useState(false);
  const { share: set, pause, resume, back } = useRollout(of.agent_id);
  const running = of.status === "running";
  const apply = () => set.mutate({ version: of.version, percent: share }, { onSuccess: () => say(words.applied(share, of.version)), onError: sayProblem });
  const turn = () => (running ? pause : resume).mutate(undefined, { onSuccess: () => say(running ? words.pausedNow : words.resumed), onError: sayProblem });
  const takeBack = () => back.mutate(undefined, { onSuccess: () => { say(words.rolledBack(of.before)); setAsking(false); }, onError: sayProblem });
  return (
    <Panel
      title={running ? words.title(of.version) : words.paused(of.version)}
      action={
        <div className="flex flex-wrap gap-2">
          <Button size="sm" busy={pause.isPending || resume.isPending} onClick={turn}>{running ? <Pause size={14} /> : <Play size={14} />}{running ? words.pause : words.resume}</Button>
          <Button size="sm" onClick={() => setAsking(true)}><RotateCcw size={14} />{words.rollBack}</Button>
        </div>
      }
    >
      <Bar of={of} />
      <p className="mt-2 text-[14.5px] text-ink-2">{running ? words.taking(of.percent, of.version, of.before) : words.back(of.before)}</p>
      <fieldset className="mt-4">
        <legend className="mb-1.5 text-[13.5px] font-[600] text-ink-2">{words.next}</legend>
        <div className="flex flex-wrap items-center gap-1.5">
          {STEPS.map((step) => (
            <label key={step} className={`grid h-9 min-w-12 cursor-pointer place-items-center rounded-[10px] border px-2.5 text-[13.5px] font-[600] transition-colors has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-offset-2 has-[:focus-visible]:outline-[var(--iris)] ${step === share ? "border-orchid-400 bg-wash text-brand-text" : "text-ink-2 hover:border-line-2"}`}>
              <input type="radio" name={`share-${of.id}`} className="sr-only" checked={step === share} onChange={() => setShare(step)} />
              <span className="num">{`${step}%`}</span>
            </label>
          ))}
          {share !== of.percent && <Button size="sm" look="primary" className="ms-auto" busy={set.isPending} onClick={apply}>{words.apply(share)}</Button>}
        </div>
      </fieldset>
      <Figures of={of} />
      <Dialog open={asking} onOpenChange={setAsking} title={words.rollBackTitle(of.version)} description={words.rollBackLead(of.before)}>
        <DialogFoot><Button look="primary" busy={back.isPending} onClick={takeBack}>{words.rollBack}</Button></DialogFoot>
      </Dialog>
    </Panel>
  );
}

function Bar({ of }: { of: Rollout }) {
  return (
    <div className="h-2.5 overflow-hidden rounded-full bg-sunk" aria-hidden>
      <div className={`h-full origin-left rounded-full transition-transform duration-500 ease-out ${of.status === "running" ? "bg-brand" : "bg-[var(--line-strong)]"}`} style={{ transform: `scaleX(${of.percent / EVERYBODY})` }} />
    </div>
  );
}

function Figures({ of }: { of: Rollout }) {
  const me = useSession();
  const who = me && teamOf(me) === null ? words.accounts : words.organizations;
  const found = (version: string, measure: Figure["measure"]) => of.figures.find((one) => one.version === version && one.measure === measure);
  return (
    <div className="mt-5">
      <h3 className="mb-2 text-[14.5px] font-[650]">{words.figures}</h3>
      {of.figures.length > 0 && (
        <table className="data flush">
          <thead><tr>{[words.version, words.succeeded, words.happy].map((head) => <th key={head} scope="col">{head}</th>)}</tr></thead>
          <tbody>
            {[of.version, of.before].map((version) => (
              <tr key={version}>
                <th scope="row" className="mono !font-normal">{version}</th>
                <td><Share of={found(version, "succeeded")} /></td>
                <td><Share of={found(version, "happy")} /></td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p className="mt-2 text-[13px] text-ink-3">{words.early(LEAST, who)}</p>
    </div>
  );
}

function Share({ of }: { of: Figure | undefined }) {
  if (!of) return <span className="text-ink-3">{words.none}</span>;
  return (
    <>
      <b className="num text-[14px]">{`${percent(of.share)}%`}</b>
      <span className="num block text-[12.5px] text-ink-3">{words.between(percent(of.low), percent(of.high))}{", "}{words.runs(brief(of.runs))}</span>
    </>
  );
}
