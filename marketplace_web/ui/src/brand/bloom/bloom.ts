import { BLADES, COUNT, unfold } from "./anatomy";
import { Painter } from "./painter";

export interface BloomOptions {
  dark: boolean;
  /** One open frame, then nothing moves. */
  still: boolean;
  dust: number;
  maxRatio: number;
}

export type Place = (blade: number, along?: number) => { x: number; y: number };

const FOLLOW = 0.05;
const WARM = 0.06;

/** The living orchid: petals unfold, sway, follow the pointer, and light up with the work given. */
export class Bloom {
  shiftY = 0;
  scale = 0.74;
  onFrame: ((place: Place, width: number) => void) | null = null;
  private readonly painter: Painter;
  private readonly open = new Float32Array(COUNT);
  private readonly work = new Float32Array(COUNT);
  private readonly wanted = new Float32Array(COUNT);
  private pointer: [number, number] = [0, 0];
  private turn: [number, number] = [0, -0.1];
  private lean: [number, number] = [0, -0.1];
  private width = 0;
  private height = 0;
  private loop = 0;
  private began = 0;

  constructor(canvas: HTMLCanvasElement, private readonly options: BloomOptions) {
    this.painter = new Painter(canvas, options.dust);
  }

  resize(width: number, height: number): void {
    this.width = width;
    this.height = height;
    this.painter.resize(width, height, Math.min(devicePixelRatio || 1, this.options.maxRatio));
    if (!this.loop) this.draw(this.options.still ? 100 : this.seconds());
  }

  set dark(value: boolean) {
    this.options.dark = value;
    if (!this.loop && this.width) this.draw(this.options.still ? 100 : this.seconds());
  }

  /** How busy a petal is, from 0 to 1. Reached over about half a second. */
  busy(blade: number, value: number): void {
    this.wanted[blade] = value;
    if (this.options.still && this.width) this.draw(100);
  }

  look(x: number, y: number): void {
    this.pointer = [x, y];
  }

  run(): void {
    if (this.options.still || this.loop) return;
    this.began ||= performance.now();
    const next = () => {
      this.draw(this.seconds());
      this.loop = requestAnimationFrame(next);
    };
    this.loop = requestAnimationFrame(next);
  }

  pause(): void {
    cancelAnimationFrame(this.loop);
    this.loop = 0;
  }

  private seconds(): number {
    return this.began ? (performance.now() - this.began) / 1000 : 0;
  }

  private draw(time: number): void {
    if (!this.width) return;
    this.move(time);
    this.painter.paint({
      time, open: this.open, work: this.work, turn: this.turn, shift: [0, this.shiftY], scale: this.scale,
      sway: !this.options.still, dark: this.options.dark, fade: Math.min(1, time * 1.4),
    });
    this.onFrame?.(this.place, this.width);
  }

  private move(time: number): void {
    const { still } = this.options;
    BLADES.forEach((blade, i) => {
      this.open[i] = still ? 1 : unfold((time - 0.12 - blade.after) * 0.85);
      const goal = this.wanted[i] ?? 0;
      this.work[i] = still ? goal : (this.work[i] ?? 0) + (goal - (this.work[i] ?? 0)) * WARM;
    });
    if (still) {
      this.turn = [0.06, -0.1];
      this.lean = [0.06, -0.1];
      return;
    }
    const [x, y] = [this.pointer[0] * 0.26, this.pointer[1] * 0.18 - 0.1];
    this.turn[0] += (x + Math.sin(time * 0.23) * 0.08 - this.turn[0]) * FOLLOW;
    this.turn[1] += (y + Math.sin(time * 0.31) * 0.05 - this.turn[1]) * FOLLOW;
    // Labels follow the pointer but not the sway: text that swims is hard to read.
    this.lean[0] += (x - this.lean[0]) * FOLLOW;
    this.lean[1] += (y - this.lean[1]) * FOLLOW;
  }

  /** Where a point of a petal's middle line is, in CSS pixels of the canvas. */
  private readonly place: Place = (blade, along = 1) => {
    const b = BLADES[blade] ?? BLADES[0];
    if (!b) return { x: 0, y: 0 };
    const flat = along * b.length;
    const high = b.depth + b.arch * Math.sin(along * 2.6) - along * along * 0.16;
    const fold = (1 - (this.open[blade] ?? 1)) * 1.42;
    const out = flat * Math.cos(fold) - high * Math.sin(fold);
    const angle = (b.angle * Math.PI) / 180;
    let [x, y, z] = [out * Math.cos(angle), out * Math.sin(angle), flat * Math.sin(fold) + high * Math.cos(fold)];
    const [ty, tx] = this.lean;
    [x, z] = [x * Math.cos(ty) + z * Math.sin(ty), -x * Math.sin(ty) + z * Math.cos(ty)];
    [y, z] = [y * Math.cos(tx) - z * Math.sin(tx), y * Math.sin(tx) + z * Math.cos(tx)];
    const q = (3.6 / (3.6 - z)) * this.scale;
    const aspect = this.width / this.height;
    return { x: ((x * q) / aspect / 2 + 0.5) * this.width, y: (0.5 - (y * q + this.shiftY) / 2) * this.height };
  };
}
