import { memo, useEffect, useRef, useState } from "react";
import { useReducedMotion } from "@/lib/media";
import { useTheme } from "@/lib/theme";
import { LineBloom } from "../line-bloom";
import { COUNT } from "./anatomy";
import type { Bloom, Place } from "./bloom";

interface Props {
  /** How busy each blade is, from 0 to 1; what is missing rests. */
  busy: readonly number[];
  label: string;
  scale?: number;
  shiftY?: number;
  paused?: boolean;
  /** Once a frame, with the width of the stage: who asks the page for it makes the browser lay it out. */
  onFrame?: (place: Place, width: number) => void;
  className?: string;
}

/** After the first paint: a headline is read before a flower is looked at. */
function whenIdle(begin: () => void): () => void {
  if ("requestIdleCallback" in window) {
    const id = requestIdleCallback(begin, { timeout: 600 });
    return () => cancelIdleCallback(id);
  }
  const id = setTimeout(begin, 120);
  return () => clearTimeout(id);
}

/** The orchid in WebGL2; a drawing of it where there is none, or where motion is unwanted and WebGL is off. */
export const BloomStage = memo(function BloomStage({ busy, label, scale = 0.74, shiftY = 0, paused = false, onFrame, className }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const [bloom, setBloom] = useState<Bloom | null>(null);
  const [failed, setFailed] = useState(false);
  const still = useReducedMotion();
  const dark = useTheme((state) => state.theme === "dark");
  const frame = useRef(onFrame);
  frame.current = onFrame;

  useEffect(() => {
    let ended = false;
    let made: Bloom | null = null;
    const cancel = whenIdle(() => {
      void import("./bloom").then((module) => {
        if (ended || !canvas.current) return;
        const small = innerWidth < 700;
        try {
          made = new module.Bloom(canvas.current, { dark: document.documentElement.dataset.theme === "dark", still, dust: small ? 1200 : 2600, maxRatio: small ? 2 : 1.5 });
        } catch {
          setFailed(true);
          return;
        }
        made.onFrame = (place, width) => frame.current?.(place, width);
        setBloom(made);
      });
    });
    return () => {
      ended = true;
      cancel();
      made?.pause();
      setBloom(null);
    };
  }, [still]);

  useEffect(() => {
    if (bloom) bloom.dark = dark;
  }, [bloom, dark]);

  useEffect(() => {
    if (!bloom) return;
    for (let i = 0; i < COUNT; i++) bloom.busy(i, busy[i] ?? 0);
  }, [bloom, busy]);

  useEffect(() => {
    const element = box.current;
    if (!bloom || !element) return;
    bloom.scale = scale;
    bloom.shiftY = shiftY;
    return alive(bloom, element, paused);
  }, [bloom, scale, shiftY, paused]);

  return (
    <div ref={box} className={className} data-bloom={failed ? "drawn" : bloom ? "live" : "waiting"}>
      <canvas ref={canvas} role="img" aria-label={label} className="absolute inset-0 size-full" />
      {failed && (
        <span className="absolute inset-0 grid place-items-center text-brand-text">
          <LineBloom size={420} className="max-w-full" />
        </span>
      )}
    </div>
  );
});

/** Runs while it can be seen: not off screen, not in a hidden tab, not paused. */
function alive(bloom: Bloom, element: HTMLElement, paused: boolean): () => void {
  let seen = false;
  const decide = () => (seen && !document.hidden && !paused ? bloom.run() : bloom.pause());
  const sized = new ResizeObserver(() => bloom.resize(element.clientWidth, element.clientHeight));
  const shown = new IntersectionObserver(([entry]) => {
    seen = entry?.isIntersecting ?? false;
    decide();
  });
  const look = (event: PointerEvent) => bloom.look((event.clientX / innerWidth) * 2 - 1, (event.clientY / innerHeight) * 2 - 1);
  sized.observe(element);
  shown.observe(element);
  document.addEventListener("visibilitychange", decide);
  addEventListener("pointermove", look, { passive: true });
  return () => {
    bloom.pause();
    sized.disconnect();
    shown.disconnect();
    document.removeEventListener("visibilitychange", decide);
    removeEventListener("pointermove", look);
  };
}
