import { useNavigate } from "@tanstack/react-router";
import { clsx } from "clsx";
import { ArrowUp, FileSignature, Headset, Pause, Play, ReceiptText, type LucideIcon } from "lucide-react";
import { useState, type FormEvent, type KeyboardEvent } from "react";
import { Sigil } from "@/brand/sigil";
import { landing } from "@/strings/landing";
import { Button, IconButton } from "@/ui/button";
import type { Hero } from "./use-hero";

const words = landing.hero;
const ICONS: LucideIcon[] = [ReceiptText, Headset, FileSignature];

/** A goal of one's own, or the example's, which types itself while the field is empty. */
export function GoalComposer({ hero }: { hero: Hero }) {
  const [own, setOwn] = useState("");
  const navigate = useNavigate();
  const { goal } = hero.scene;
  const run = (event?: FormEvent) => {
    event?.preventDefault();
    void navigate({ to: "/app/ask", search: { goal: own.trim() || goal } as never });
  };
  const typed = (event: KeyboardEvent) => {
    if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing) run(event as unknown as FormEvent);
  };
  const typing = hero.moment.typed < goal.length;
  return (
    <>
      <form onSubmit={run} className="ringed relative mt-7 rounded-[26px_26px_26px_9px] border border-line-2 bg-surface p-2.5 shadow-glow focus-within:border-orchid-400">
        <div className="flex gap-3 px-2.5 pt-2">
          <Sigil id="laelia" size={34} on={hero.moment.agents.includes("running")} />
          <div className="relative min-h-[96px] flex-1 sm:min-h-[72px]">
            <textarea
              aria-label={words.label}
              value={own}
              onChange={(event) => setOwn(event.target.value)}
              onFocus={() => hero.setPaused(true)}
              onKeyDown={typed}
              rows={2}
              className="ringing absolute inset-0 size-full resize-none rounded-md bg-transparent text-[16.5px] leading-[1.42] outline-offset-4"
            />
            {!own && <p aria-hidden className={clsx("pointer-events-none text-[16.5px] leading-[1.42] text-ink-2", typing && "caret")}>{goal.slice(0, hero.moment.typed)}</p>}
          </div>
        </div>
        <div className="mt-1 flex items-center gap-1.5">
          <span className="ms-2.5 text-[13px] text-ink-3">{words.example}</span>
          <IconButton label={hero.paused ? words.play : words.pause} size="sm" className="ms-auto" aria-pressed={hero.paused} onClick={() => hero.setPaused(!hero.paused)}>
            {hero.paused ? <Play size={16} /> : <Pause size={16} />}
          </IconButton>
          <Button type="submit" look="primary" className="!h-9">{words.run}<ArrowUp size={16} /></Button>
        </div>
      </form>
      <div className="mt-3.5 flex flex-wrap gap-2" role="group" aria-label={words.examples}>
        {landing.scenes.map((scene, i) => {
          const Icon = ICONS[i] ?? ReceiptText;
          const on = i === hero.index;
          return (
            <button key={scene.tab} type="button" aria-pressed={on} onClick={() => hero.pick(i)} className={clsx("chip !h-9 !rounded-[12px] !px-3 !text-[13.5px] transition-colors", on ? "!border-orchid-400 !bg-wash !text-brand-text" : "hover:!border-line-2")}>
              <Icon size={15} />
              {scene.tab}
            </button>
          );
        })}
      </div>
    </>
  );
}
