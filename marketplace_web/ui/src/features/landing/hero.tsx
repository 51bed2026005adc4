import { useCallback, useMemo, useRef } from "react";
import { LIP } from "@/brand/bloom/anatomy";
import type { Place } from "@/brand/bloom/bloom";
import { BloomStage } from "@/brand/bloom/bloom-stage";
import { useNarrow } from "@/lib/media";
import { landing } from "@/strings/landing";
import { Feed } from "./feed";
import { GoalComposer } from "./goal-composer";
import { AgentChip, ResultChip } from "./hero-chips";
import { busyAt, PETALS } from "./hero-clock";
import { useHero } from "./use-hero";

const words = landing.hero;
const GLOW = "bg-[radial-gradient(900px_620px_at_76%_42%,color-mix(in_oklab,var(--orchid-300)_26%,transparent),transparent_70%),radial-gradient(620px_420px_at_98%_88%,color-mix(in_oklab,var(--pollen)_13%,transparent),transparent_70%)] dark:bg-[radial-gradient(900px_620px_at_76%_42%,rgb(152_23_126/.28),transparent_70%),radial-gradient(620px_420px_at_98%_88%,rgb(101_64_231/.18),transparent_70%)]";
const GRADIENT = "bg-gradient-to-r from-[#98177e] via-[#c2228f] to-[#d63d24] bg-clip-text text-transparent dark:from-[#f78ddb] dark:via-[#ff8fb0] dark:to-[#ffbd4d]";

export function Hero() {
  const box = useRef<HTMLElement>(null);
  const hero = useHero(box);
  const narrow = useNarrow();
  const chips = useRef<(HTMLDivElement | null)[]>([]);
  const busy = useMemo(() => busyAt(hero.moment), [hero.moment]);

  const follow = useCallback((place: Place, width: number) => {
    const room = narrow ? 92 : 100;
    chips.current.forEach((chip, i) => {
      if (!chip) return;
      const petal = PETALS[i];
      const at = petal === undefined ? place(LIP, narrow ? 1.5 : 1.05) : place(petal, 0.93);
      const x = Math.max(room, Math.min(width - room, at.x));
      const to = `translate3d(${Math.round(x)}px,${Math.round(at.y)}px,0)`;
      if (chip.style.transform === to) return;
      chip.style.transform = to;
      chip.style.opacity = "1";
    });
  }, [narrow]);
  const hold = (i: number) => (element: HTMLDivElement | null) => {
    chips.current[i] = element;
  };
  return (
    <section ref={box} className="relative -mt-[68px] overflow-hidden pt-[68px]" aria-labelledby="hero-title">
      <div aria-hidden className={`pointer-events-none absolute inset-0 [mask-image:linear-gradient(#000_72%,transparent)] ${GLOW}`} />
      <div className="relative mx-auto grid max-w-[1320px] grid-cols-1 px-5 md:px-8 lg:min-h-[620px] lg:grid-cols-[minmax(0,440px)_1fr] xl:min-h-[736px] xl:grid-cols-[minmax(0,600px)_1fr]">
        <div className="relative z-10 pt-8 lg:pt-[70px]">
          <h1 id="hero-title" className="text-[clamp(46px,5.6vw,80px)] !leading-[.95] !tracking-[-.045em]">
            {words.first}
            <br />
            <span className={GRADIENT}>{words.second}<br />{words.third}</span>
          </h1>
          <p className="mt-5 max-w-[500px] text-[17.5px] leading-[1.5] text-ink-2">{words.lead}</p>
          <GoalComposer hero={hero} />
        </div>
        <div className="relative -mx-5 h-[430px] lg:-mr-8 lg:h-auto min-[1440px]:-ml-16 min-[1440px]:-mr-20">
          <BloomStage busy={busy} label={words.bloom} scale={narrow ? 0.6 : 0.745} shiftY={narrow ? 0.02 : -0.015} paused={hero.paused} onFrame={follow} className="absolute inset-0" />
          {hero.scene.agents.map((agent, i) => (
            <div key={i} ref={hold(i)} className="absolute left-0 top-0 opacity-0 transition-opacity duration-500">
              <AgentChip agent={agent} state={hero.moment.agents[i] ?? "ready"} seat={i} />
            </div>
          ))}
          <div ref={hold(5)} className="absolute left-0 top-0 z-10">
            <ResultChip shown={hero.moment.finished} text={hero.scene.result} />
          </div>
        </div>
      </div>
      <Feed paused={hero.paused} />
    </section>
  );
}
