import { Link, Outlet } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { LIP, SEATS } from "@/brand/bloom/anatomy";
import { BloomStage } from "@/brand/bloom/bloom-stage";
import { Logo } from "@/brand/logo";
import { useProgress } from "@/features/auth/progress";
import { auth } from "@/strings/auth";
import { common } from "@/strings/common";
import { PauseButton } from "@/ui/pause-button";
import { SkipLink } from "./skip-link";
import { ThemeToggle } from "./theme-toggle";

export function AuthShell() {
  const done = useProgress((state) => state.done);
  const busy = useMemo(() => petals(done), [done]);
  const [paused, setPaused] = useState(false);
  return (
    <div className="grid min-h-dvh lg:grid-cols-[minmax(0,1fr)_minmax(0,1.05fr)]">
      <SkipLink />
      <div className="flex flex-col px-5 py-5 md:px-10">
        <header className="flex items-center justify-between">
          <Link to="/" aria-label={common.home} className="rounded-lg"><Logo /></Link>
          <ThemeToggle />
        </header>
        <main id="main" tabIndex={-1} className="grid flex-1 content-start justify-items-center pb-10 pt-[clamp(32px,15vh,150px)] outline-none">
          <div className="w-full max-w-[400px]"><Outlet /></div>
        </main>
      </div>
      <aside className="relative hidden overflow-hidden border-s bg-[radial-gradient(800px_600px_at_50%_45%,color-mix(in_oklab,var(--orchid-300)_30%,transparent),transparent_72%)] lg:block dark:bg-[radial-gradient(800px_600px_at_50%_45%,rgb(152_23_126/.3),transparent_72%)]">
        <BloomStage busy={busy} label={auth.bloom} className="absolute inset-0" scale={0.62} shiftY={0.1} paused={paused} />
        <PauseButton paused={paused} onChange={setPaused} className="!absolute end-5 top-5" />
        <p className="absolute inset-x-10 bottom-10 mx-auto max-w-[46ch] text-center text-[15px] text-ink-2">{auth.quote}</p>
      </aside>
    </div>
  );
}

function petals(done: number): number[] {
  const busy = Array.from({ length: LIP + 1 }, () => 0);
  const lit = Math.round(done * SEATS.length);
  SEATS.slice(0, lit).forEach((seat) => (busy[seat] = 0.85));
  if (done >= 1) busy[LIP] = 1;
  return busy;
}
