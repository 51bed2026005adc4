import { clsx } from "clsx";
import { ArrowLeft, ArrowRight, Check, CloudCheck, HardDrive, LoaderCircle, TriangleAlert } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { wizard as words } from "@/strings/studio-wizard";
import { Button, ButtonLink } from "@/ui/button";
import { stepsOf, type Draft, type Step } from "./draft";
import { faultsOf, type Fault } from "./faults";
import { Preview } from "./preview";
import { StepCheck } from "./step-check";
import { StepConnect } from "./step-connect";
import { StepData } from "./step-data";
import { StepDescribe } from "./step-describe";
import { StepKind } from "./step-kind";
import { StepPrice } from "./step-price";
import { useDraft, type Kept, type Making } from "./use-draft";

export interface StepProps {
  making: Making;
  /** What to show as wrong: nothing before somebody tried to go on. */
  faults: readonly Fault[];
  goTo: (step: Step) => void;
}

const BODIES: Record<Step, (props: StepProps) => React.ReactNode> = {
  kind: StepKind, connect: StepConnect, describe: StepDescribe, data: StepData, price: StepPrice, check: StepCheck,
};

/** What is listed already is not submitted again. */
const named = (draft: Draft, step: Step): string => (draft.listed && step === "check" ? words.lastListed : words.steps[step]);

export function Wizard({ begun, onMade }: { begun: Draft; onMade: (agentId: string) => void }) {
  const making = useDraft(begun, onMade);
  const { draft, refused } = making;
  const [tried, setTried] = useState<ReadonlySet<Step>>(() => new Set());
  const top = useRef<HTMLHeadingElement>(null);
  const moved = useRef(false);
  const own = faultsOf(draft);
  const all = [...own, ...refused];
  const shown = [...own.filter((fault) => tried.has(fault.step)), ...refused];
  const steps = stepsOf(draft);
  const at = Math.max(0, steps.indexOf(draft.step));
  const goTo = (step: Step) => {
    setTried(new Set([...tried, draft.step]));
    moved.current = true;
    making.change({ step, priced: draft.priced || draft.step === "price" });
  };
  const next = () => {
    const here = own.filter((fault) => fault.step === draft.step);
    setTried(new Set([...tried, draft.step]));
    const after = steps[at + 1];
    if (here.length === 0 && after) goTo(after);
  };
  useEffect(() => {
    if (!moved.current) return;
    scrollTo({ top: 0 });
    top.current?.focus({ preventScroll: true });
  }, [draft.step]);
  const Body = BODIES[draft.step];
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 xl:grid-cols-[minmax(0,1fr)_348px]">
      <div className="min-w-0">
        <Rail draft={draft} faults={all} seen={(step) => draft.agentId !== null || tried.has(step)} goTo={goTo} />
        <section className="petal-card mt-4 p-5 sm:p-7" aria-labelledby="step-title">
          <h1 id="step-title" ref={top} tabIndex={-1} className="sr-only">{`${words.title}: ${named(draft, draft.step)}`}</h1>
          <Body making={making} faults={shown} goTo={goTo} />
        </section>
        <footer className="sticky bottom-[84px] z-20 mt-4 flex items-center gap-2 rounded-[18px_18px_18px_6px] border bg-raise px-3 py-2.5 shadow-2 md:bottom-4">
          {at > 0 ? <Button look="quiet" onClick={() => goTo(steps[at - 1] ?? "kind")}><ArrowLeft size={16} />{words.back}</Button> : <ButtonLink to="/studio" look="quiet">{words.leave}</ButtonLink>}
          <KeptMark kept={making.kept} />
          {at < steps.length - 1 && <Button look="primary" onClick={next}>{words.next}<ArrowRight size={16} /></Button>}
        </footer>
      </div>
      <Preview draft={draft} />
    </div>
  );
}

function KeptMark({ kept }: { kept: Kept }) {
  const marks = {
    saving: [<LoaderCircle key="i" size={15} className="spin" />, words.saving, "text-ink-3"],
    saved: [<CloudCheck key="i" size={16} />, words.saved, "text-fern-text"],
    here: [<HardDrive key="i" size={15} />, words.savedHere, "text-ink-3"],
    refused: [<TriangleAlert key="i" size={15} />, words.refused, "text-ember-text"],
  } as const;
  const [icon, text, tone] = marks[kept];
  return <span role="status" title={kept === "here" ? words.savedHereMore : undefined} className={clsx("mx-auto flex min-w-0 items-center gap-1.5 text-[13px] font-[550] leading-tight", tone)}>{icon}{text}</span>;
}

/** Each step can be gone to at any time; a tick says that nothing is left to do in it. */
function Rail({ draft, faults, seen, goTo }: { draft: Draft; faults: readonly Fault[]; seen: (step: Step) => boolean; goTo: (step: Step) => void }) {
  const steps = stepsOf(draft);
  const at = steps.indexOf(draft.step);
  return (
    <nav aria-label={words.stepsLabel}>
      <p className="mb-2 text-[13.5px] text-ink-2 lg:hidden"><b className="font-[650] text-ink">{named(draft, draft.step)}</b>{", "}{words.stepOf(at + 1, steps.length)}</p>
      <ol className="grid grid-flow-col auto-cols-fr gap-1.5 lg:gap-2">
        {steps.map((step, i) => {
          const open = !seen(step) || faults.some((fault) => fault.step === step) || (step === "price" && !draft.priced) || step === "check";
          const here = i === at;
          const may = draft.kind !== null || step === "kind";
          return (
            <li key={step} className="min-w-0">
              <button type="button" disabled={!may} onClick={() => goTo(step)} aria-current={here ? "step" : undefined} className={clsx("group grid w-full gap-1.5 rounded-[10px] py-1 text-start", !may && "opacity-60")}>
                <span className={clsx("h-[5px] rounded-full transition-colors", here ? "bg-brand" : open || !may ? "bg-[var(--line-2)]" : "bg-[var(--fern)]")} />
                <span className={clsx("hidden items-center gap-1 truncate text-[13px] lg:flex", here ? "font-[650] text-brand-text" : "text-ink-2 group-hover:text-ink")}>
                  {!open && may && !here && <Check size={13} strokeWidth={2.8} className="shrink-0 text-fern-text" aria-hidden />}
                  <span className="truncate">{named(draft, step)}</span>
                </span>
                <span className="sr-only lg:hidden">{named(draft, step)}</span>
                {!here && may && <span className="sr-only">{open ? words.stepOpen : words.stepDone}</span>}
              </button>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
