import { useCallback, useEffect, useRef, useState } from "react";
import { useReducedMotion } from "@/lib/media";
import { landing, type Scene } from "@/strings/landing";
import { heroAt, sceneLength, type HeroMoment } from "./hero-clock";

const SCENES: readonly Scene[] = landing.scenes;
const TICK_MS = 40;
const LONGEST_TICK_MS = 250;
const END = Number.MAX_SAFE_INTEGER;

export interface Hero {
  scene: Scene;
  index: number;
  moment: HeroMoment;
  paused: boolean;
  setPaused: (paused: boolean) => void;
  pick: (index: number) => void;
}

/** Plays the example goals one after another; finished and still where motion is unwanted. */
export function useHero(): Hero {
  const reduced = useReducedMotion();
  const [index, setIndex] = useState(0);
  const [ms, setMs] = useState(0);
  const [paused, setPaused] = useState(false);
  const elapsed = useRef(0);
  const scene = SCENES[index % SCENES.length] ?? (SCENES[0] as Scene);
  const still = reduced || paused;

  const pick = useCallback((next: number) => {
    elapsed.current = 0;
    setMs(0);
    setIndex(next % SCENES.length);
  }, []);

  useEffect(() => {
    if (still) return;
    let last = performance.now();
    const timer = setInterval(() => {
      const now = performance.now();
      // A hidden tab is not told the time; what it missed is not made up for.
      elapsed.current += document.hidden ? 0 : Math.min(now - last, LONGEST_TICK_MS);
      last = now;
      if (elapsed.current >= sceneLength(scene.goal)) pick(index + 1);
      else setMs(elapsed.current);
    }, TICK_MS);
    return () => clearInterval(timer);
  }, [still, scene, index, pick]);

  const moment = useStable(heroAt(scene.goal, reduced ? END : ms));
  return { scene, index, moment, paused: still, setPaused, pick };
}

/** The same object while nothing in it changed, so that only changes are drawn. */
function useStable(moment: HeroMoment): HeroMoment {
  const last = useRef(moment);
  const same = last.current.typed === moment.typed && last.current.finished === moment.finished && last.current.agents.join() === moment.agents.join();
  if (!same) last.current = moment;
  return last.current;
}
