import { useEffect, useRef } from "react";
import { sigilShape } from "@/brand/sigil-shape";
import { useReducedMotion } from "@/lib/media";
import { useTheme } from "@/lib/theme";
import { landing } from "@/strings/landing";
import type { Clock } from "./story-player";
import { ease, part, SPANS } from "./story-scene";

type Curve = [number, number, number, number, number, number, number, number];

interface Edge {
  curve: Curve;
  grown: number;
  live: boolean;
  lit: number;
  color: string;
  phase: number;
}

const SAMPLES = 26;
const BEADS = 3;
const TAIL = 12;

function point([x0, y0, x1, y1, x2, y2, x3, y3]: Curve, k: number): [number, number] {
  const m = 1 - k;
  const [a, b, c, d] = [m * m * m, 3 * m * m * k, 3 * m * k * k, k * k * k];
  return [a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3];
}

function drawEdge(g: CanvasRenderingContext2D, edge: Edge, seconds: number): void {
  if (edge.grown <= 0) return;
  g.strokeStyle = edge.color;
  g.fillStyle = edge.color;
  g.globalAlpha = 0.22 + 0.36 * Math.max(edge.live ? 1 : 0, edge.lit);
  g.lineWidth = 1.5;
  g.beginPath();
  for (let i = 0; i <= SAMPLES; i++) {
    const [x, y] = point(edge.curve, (edge.grown * i) / SAMPLES);
    if (i) g.lineTo(x, y);
    else g.moveTo(x, y);
  }
  g.stroke();
  if (!edge.live) return;
  for (let bead = 0; bead < BEADS; bead++) {
    const head = (seconds * 0.55 + edge.phase + bead / BEADS) % 1;
    for (let q = 0; q < TAIL; q++) {
      const at = head - q * 0.013;
      if (at < 0 || at > edge.grown) continue;
      const [x, y] = point(edge.curve, at);
      g.globalAlpha = (1 - q / TAIL) * 0.85;
      g.beginPath();
      g.arc(x, y, 3.3 - q * 0.22, 0, 7);
      g.fill();
    }
  }
}

/** The veins between Laelia, the agents and the result, at one moment. */
function edgesAt(t: number, width: number, height: number): Edge[] {
  const narrow = width < 480;
  const left = narrow ? 0 : 64;
  const inner = width - left;
  const [ox, oy] = [left + inner * 0.085, height * 0.5];
  const from = left + inner * (narrow ? 0.25 : 0.4);
  const to = left + inner * 0.8;
  return landing.story.agents.flatMap((agent, i) => {
    const span = SPANS[i];
    if (!span) return [];
    const y = span.y * height;
    const color = sigilShape(agent.id).bright;
    const out: Edge = {
      curve: [ox, oy, ox + (from - ox) * 0.55, oy, ox + (from - ox) * 0.35, y, from, y],
      grown: ease(part(t, 0.17 + i * 0.02, 0.25 + i * 0.02)), live: t >= span.from && t < span.to, lit: t >= span.to ? 1 : 0, color, phase: i * 0.17,
    };
    const back: Edge = {
      curve: [to, y, to + (width - to) * 0.6, y, width - (width - to) * 0.6, oy, width, oy],
      grown: ease(part(t, span.to - 0.01, span.to + 0.06)), live: t > span.to && t < 0.9, lit: t > span.to ? 0.6 : 0, color, phase: i * 0.23,
    };
    return narrow ? [out] : [out, back];
  });
}

export function StoryCanvas({ clock, t }: { clock: Clock; t: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const reduced = useReducedMotion();
  const theme = useTheme((state) => state.theme);
  const redraw = useRef<() => void>(() => undefined);

  useEffect(() => {
    const element = canvas.current;
    const g = element?.getContext("2d");
    if (!element || !g) return;
    let frame = 0;
    const draw = (seconds: number) => {
      g.clearRect(0, 0, element.clientWidth, element.clientHeight);
      for (const edge of edgesAt(clock.now, element.clientWidth, element.clientHeight)) drawEdge(g, edge, seconds);
    };
    redraw.current = () => {
      if (!frame) draw(0);
    };
    const loop = (ms: number) => {
      draw(ms / 1000);
      frame = requestAnimationFrame(loop);
    };
    const sized = new ResizeObserver(() => {
      const ratio = Math.min(devicePixelRatio, 2);
      element.width = element.clientWidth * ratio;
      element.height = element.clientHeight * ratio;
      g.setTransform(ratio, 0, 0, ratio, 0, 0);
      draw(0);
    });
    const seen = new IntersectionObserver(([entry]) => {
      cancelAnimationFrame(frame);
      frame = entry?.isIntersecting && !reduced ? requestAnimationFrame(loop) : 0;
    });
    sized.observe(element);
    seen.observe(element);
    return () => {
      cancelAnimationFrame(frame);
      sized.disconnect();
      seen.disconnect();
    };
  }, [clock, reduced, theme]);

  useEffect(() => redraw.current(), [t]);
  return <canvas ref={canvas} aria-hidden className="pointer-events-none absolute inset-y-0 -left-16 h-full w-[calc(100%+64px)] max-md:left-0 max-md:w-full" />;
}
