import { useCallback, useEffect, useMemo, useRef, useState, type RefObject } from "react";
import { useReducedMotion } from "@/lib/media";
import { SECONDS, storyAt, type StoryMoment } from "./story-scene";

const LONGEST_STEP_MS = 60;

/** Where the story is; read by the canvas on every frame without drawing React anew. */
export interface Clock {
  now: number;
}

export interface Player {
  clock: Clock;
  t: number;
  moment: StoryMoment;
  playing: boolean;
  toggle: () => void;
  seek: (t: number) => void;
}

/** Starts by itself once, when half of the stage is seen. Shows the end where motion is unwanted. */
export function useStory(stage: RefObject<HTMLElement | null>): Player {
  const reduced = useReducedMotion();
  const clock = useMemo<Clock>(() => ({ now: reduced ? 1 : 0 }), [reduced]);
  const [t, setT] = useState(clock.now);
  const [playing, setPlaying] = useState(false);
  const begun = useRef(false);

  const show = useCallback((value: number) => {
    clock.now = value;
    setT(value);
  }, [clock]);

  useEffect(() => {
    if (!playing) return;
    let last = 0;
    let frame = 0;
    const step = (now: number) => {
      const passed = last ? Math.min(now - last, LONGEST_STEP_MS) : 0;
      last = now;
      const next = Math.min(1, clock.now + passed / 1000 / SECONDS);
      show(next);
      if (next < 1) frame = requestAnimationFrame(step);
      else setPlaying(false);
    };
    frame = requestAnimationFrame(step);
    return () => cancelAnimationFrame(frame);
  }, [playing, clock, show]);

  useEffect(() => {
    const element = stage.current;
    if (!element || reduced) return;
    const seen = new IntersectionObserver(([entry]) => {
      if (!entry?.isIntersecting || begun.current) return;
      begun.current = true;
      setPlaying(true);
    }, { threshold: 0.45 });
    seen.observe(element);
    return () => seen.disconnect();
  }, [stage, reduced]);

  const toggle = () => {
    begun.current = true;
    if (!playing && clock.now >= 1) show(0);
    setPlaying(!playing);
  };
  const seek = (value: number) => {
    begun.current = true;
    setPlaying(false);
    show(value);
  };
  return { clock, t, moment: useStable(storyAt(t)), playing, toggle, seek };
}

/** The same object while nothing in it changed, so that only what changes is drawn on a frame. */
function useStable(moment: StoryMoment): StoryMoment {
  const last = useRef(moment);
  if (JSON.stringify(last.current) !== JSON.stringify(moment)) last.current = moment;
  return last.current;
}
