import { clsx } from "clsx";
import { Check, LoaderCircle, Pause, Play, RotateCcw } from "lucide-react";
import { memo, useRef, type CSSProperties } from "react";
import { Sigil } from "@/brand/sigil";
import { landing } from "@/strings/landing";
import { IconButton } from "@/ui/button";
import { StoryCanvas } from "./story-canvas";
import { useStory, type Player } from "./story-player";
import { StoryResult } from "./story-result";
import { CHAPTERS, SPANS, type Stage, type StoryMoment } from "./story-scene";

const words = landing.story;
const GLOW = "bg-[radial-gradient(620px_420px_at_36%_52%,color-mix(in_oklab,var(--orchid-200)_58%,transparent),transparent_70%),radial-gradient(520px_360px_at_100%_40%,color-mix(in_oklab,var(--iris)_9%,transparent),transparent_70%)] dark:bg-[radial-gradient(620px_420px_at_36%_52%,rgb(152_23_126/.24),transparent_70%),radial-gradient(520px_360px_at_100%_40%,rgb(101_64_231/.16),transparent_70%)]";

export function Story() {
  const stage = useRef<HTMLDivElement>(null);
  const player = useStory(stage);
  const { moment } = player;
  return (
    <section className="mx-auto max-w-[1320px] px-5 py-20 md:px-8 md:py-28" aria-labelledby="story-title">
      <div className="grid items-end gap-6 md:grid-cols-[1fr_420px]">
        <h2 id="story-title" className="text-[clamp(34px,4.2vw,58px)] !leading-[1]">{words.title[0]}<br />{words.title[1]}</h2>
        <p className="text-[16.5px] leading-[1.55] text-ink-2 md:pb-1">{words.lead}</p>
      </div>
      <div ref={stage} className="relative mt-10 overflow-hidden rounded-[30px_30px_30px_10px] border border-line-2 bg-surface shadow-3">
        <div aria-hidden className={`absolute inset-0 ${GLOW}`} />
        <div className="relative grid gap-y-4 p-4 lg:grid-cols-[292px_minmax(0,1fr)_340px] lg:p-7">
          <GoalAndPlan moment={moment} />
          <div className="relative h-[430px] lg:h-[468px]">
            <StoryCanvas clock={player.clock} t={player.t} />
            <span className="petal absolute left-[8.5%] top-1/2 -translate-x-1/2 -translate-y-1/2 bg-raise shadow-glow"><Sigil id="laelia" size={58} on={moment.chapter > 0} /></span>
            {words.agents.map((agent, i) => (
              <AgentNode key={agent.id} agent={agent} stage={moment.stages[i] ?? "waiting"} shown={moment.planned > i} y={SPANS[i]?.y ?? 0} />
            ))}
          </div>
          <StoryResult moment={moment} />
        </div>
        <Controls player={player} />
      </div>
    </section>
  );
}

const GoalAndPlan = memo(function GoalAndPlan({ moment }: { moment: StoryMoment }) {
  return (
    <div className="flex flex-col gap-4">
      <div className="rounded-[20px_20px_20px_6px] bg-orchid-700 p-4 text-white shadow-glow">
        <p className="min-h-[72px] text-[17px] font-[520] leading-[1.4]">
          <span className="sr-only">{words.goal}</span>
          <span aria-hidden className={clsx(moment.typed < words.goal.length && "caret")}>{words.goal.slice(0, moment.typed)}</span>
        </p>
      </div>
      <ol className="hidden flex-col gap-1.5 lg:flex">
        {words.plan.map((step, i) => {
          const stage = moment.stages[i] ?? "waiting";
          return (
            <li key={step} className={clsx("flex h-[46px] items-center gap-3 rounded-[14px] border bg-raise px-3 text-[14.5px] transition-[opacity,translate] duration-300 ease-out", moment.planned > i ? "opacity-100" : "-translate-x-3.5 opacity-0")}>
              <PlanMark stage={stage} number={i + 1} />
              <span className={stage === "done" ? "text-ink-3" : "font-[550]"}>{step}</span>
            </li>
          );
        })}
      </ol>
    </div>
  );
});

function PlanMark({ stage, number }: { stage: Stage; number: number }) {
  const look = stage === "done" ? "bg-[#007a68] text-white" : stage === "waiting" ? "bg-sunk text-ink-3" : "bg-wash-2 text-brand-text";
  return (
    <span className={clsx("grid size-6 place-items-center rounded-full text-[12px] font-[700] transition-colors", look)}>
      {stage === "done" ? <Check size={14} strokeWidth={3} className="pop" /> : stage === "waiting" ? number : <LoaderCircle size={14} className="spin" />}
    </span>
  );
}

interface NodeProps {
  agent: (typeof words.agents)[number];
  stage: Stage;
  shown: boolean;
  y: number;
}

const AgentNode = memo(function AgentNode({ agent, stage, shown, y }: NodeProps) {
  const running = typeof stage === "number";
  const line = running ? agent.tools[stage] : stage === "done" ? agent.done : landing.hero.ready;
  return (
    <div className={clsx("absolute left-[25%] w-[70%] transition-[opacity,scale] duration-500 ease-bloom lg:left-[40%] lg:w-[40%]", shown ? "opacity-100" : "scale-75 opacity-0", running && "scale-[1.03]")} style={{ top: `${y * 100}%` }}>
      <div className={clsx("flex -translate-y-1/2 items-center gap-2.5 rounded-[18px_18px_18px_6px] border bg-raise p-2 pe-3 transition-[border-color,box-shadow] duration-300", running ? "!border-orchid-400 shadow-glow" : "shadow-2")}>
        <Sigil id={agent.id} size={42} on={running} />
        <span className="min-w-0 flex-1 leading-tight">
          <b className="block truncate text-[14px] font-[650]">{agent.name}</b>
          <span key={line} className={clsx("line-in block truncate text-[12.5px]", stage === "done" ? "text-fern-text" : running ? "mono !text-[11.5px] text-brand-text" : "text-ink-3")}>{line}</span>
        </span>
        {stage === "done" && <Check size={17} strokeWidth={2.6} className="pop shrink-0 text-fern-text" />}
        {running && <LoaderCircle size={16} className="spin shrink-0 text-brand-text" />}
      </div>
    </div>
  );
});

function Controls({ player }: { player: Player }) {
  const { t, moment, playing } = player;
  const Icon = playing ? Pause : t >= 1 ? RotateCcw : Play;
  return (
    <div className="relative border-t bg-soft px-4 py-4 lg:px-7">
      <div className="flex items-center gap-3">
        <IconButton label={playing ? words.pause : words.play} look="ghost" className="!rounded-full" onClick={player.toggle}><Icon size={16} /></IconButton>
        <input type="range" min={0} max={1000} value={Math.round(t * 1000)} aria-label={words.scrub} aria-valuetext={words.chapters[moment.chapter]?.name} onChange={(event) => player.seek(Number(event.target.value) / 1000)} className="range min-w-0 flex-1" style={{ "--at": `${t * 100}%` } as CSSProperties} />
        <span className="num w-[92px] text-end text-[13.5px] text-ink-2">{words.credits(moment.credits)}</span>
      </div>
      <ol className="mt-3 grid gap-x-6 gap-y-3 sm:grid-cols-2 lg:grid-cols-4">
        {words.chapters.map((chapter, i) => {
          const here = moment.chapter === i;
          return (
            <li key={chapter.name}>
              <button type="button" onClick={() => player.seek(CHAPTERS[i] ?? 0)} aria-current={here ? "step" : undefined} className="rounded-lg text-start">
                <b className={clsx("block text-[15px] font-[650] transition-colors", here ? "text-brand-text" : "text-ink-2")}>{chapter.name}</b>
                <span className={clsx("mt-0.5 block text-[13.5px] leading-snug", here ? "text-ink" : "text-ink-3")}>{chapter.text}</span>
              </button>
            </li>
          );
        })}
      </ol>
    </div>
  );
}
