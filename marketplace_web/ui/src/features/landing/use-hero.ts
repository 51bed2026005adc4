import { useCallback, useEffect, useMemo, useRef, useState, type RefObject } from "react";
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
export function useHero(box: RefObject<HTMLElement | null>): Hero {
  const reduced = useReducedMotion();
  const [index, setIndex] = useState(0);
  const [moment, setMoment] = useState(() => heroAt("", 0));
  const [paused, setPaused] = useState(false);
  const elapsed = useRef(0);
  const seen = useRef(true);
  const scene = SCENES[index % SCENES.length] ?? (SCENES[0] as Scene);
  const still = reduced || paused;

  const pick = useCallback((next: number) => {
    elapsed.current = 0;
    setMoment(heroAt("", 0));
    setIndex(next % SCENES.length);
  }, []);

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const watch = new IntersectionObserver(([entry]) => { seen.current = entry?.isIntersecting ?? true; });
    watch.observe(element);
    return () => watch.disconnect();
  }, [box]);

  useEffect(() => {
    if (still) return;
    let last = performance.now();
    const timer = setInterval(() => {
      const now = performance.now();
      // What nobody sees does not go on; what was missed is not made up for.
      elapsed.current += document.hidden || !seen.current ? 0 : Math.min(now - last, LONGEST_TICK_MS);
      last = now;
      if (elapsed.current >= sceneLength(scene.goal)) pick(index + 1);
      else {
        const next = heroAt(scene.goal, elapsed.current);
        // The same object while nothing in it changed: then nothing is drawn anew.
        setMoment((before) => (isSame(before, next) ? before : next));
      }
    }, TICK_MS);
    return () => clearInterval(timer);
  }, [still, scene, index, pick]);

  const end = useMemo(() => heroAt(scene.goal, END), [scene]);
  return { scene, index, moment: reduced ? end : moment, paused: still, setPaused, pick };
}

const isSame = (one: HeroMoment, other: HeroMoment): boolean => one.typed === other.typed && one.finished === other.finished && one.agents.join() === other.agents.join();
