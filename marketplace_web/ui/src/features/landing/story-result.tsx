import { clsx } from "clsx";
import { Mail, ShieldAlert, Smile } from "lucide-react";
import { memo } from "react";
import { landing } from "@/strings/landing";
import type { StoryMoment } from "./story-scene";

const words = landing.story;
const CURVE = "M0 60C40 58 70 60 100 50S160 36 190 28 260 14 300 8";

/** What comes back, while it fills. */
export const StoryResult = memo(function StoryResult({ moment }: { moment: StoryMoment }) {
  return (
    <div className="relative self-center rounded-[24px_24px_24px_8px] border bg-raise p-5 shadow-2">
      <p className="flex items-center justify-between text-[13.5px] text-ink-3">
        <span>{words.output}</span>
        <span className={clsx("chip !h-6 !text-[11.5px] transition-opacity", moment.share > 0 && "opacity-0")}>{words.waiting}</span>
      </p>
      <p className="display num mt-0.5 text-[44px] tracking-[-.04em]">{Math.round(words.total * moment.share)}</p>
      <svg viewBox="0 0 300 76" className="mt-2 w-full" aria-hidden>
        <defs>
          <linearGradient id="story-fill" x1="0" x2="0" y1="0" y2="1">
            <stop stopColor="var(--brand)" stopOpacity=".26" />
            <stop offset="1" stopColor="var(--brand)" stopOpacity="0" />
          </linearGradient>
        </defs>
        <path d={`${CURVE}V76H0Z`} fill="url(#story-fill)" opacity={moment.share} />
        <path d={CURVE} fill="none" stroke="var(--brand)" strokeWidth="2.5" pathLength={100} strokeDasharray={100} strokeDashoffset={100 - moment.share * 100} strokeLinecap="round" />
        <path d="M0 66H300" fill="none" stroke="var(--line-strong)" strokeWidth="1.5" strokeDasharray="3 5" />
      </svg>
      <ul className="mt-2">
        {words.rows.map((row, i) => {
          const held = i === words.rows.length - 1;
          const open = held && !moment.approved;
          const Icon = open ? ShieldAlert : Mail;
          return (
            <li key={row.name} className="relative h-[43px] border-t text-[13.5px]">
              <span aria-hidden className={clsx("absolute inset-0 flex items-center gap-2.5 transition-opacity", moment.rows > i && "opacity-0")}>
                <i className="size-4 rounded-md bg-sunk" />
                <i className="h-2.5 w-3/5 rounded-full bg-sunk" />
              </span>
              <span className={clsx("flex h-full items-center gap-2.5 transition-[opacity,translate] duration-300 ease-out", moment.rows > i ? "opacity-100" : "translate-y-3 opacity-0")}>
                <Icon size={16} className={open ? "text-ember-text" : "text-ink-3"} />
                <b className="font-[600]">{row.name}</b>
                <span className="num text-ink-3">{row.amount}</span>
                <span className={clsx("ms-auto text-[12.5px] font-[600]", open ? "text-ember-text" : "text-fern-text")}>{held && moment.approved ? words.released : row.state}</span>
              </span>
            </li>
          );
        })}
      </ul>
      <p className={clsx("mt-2 flex h-10 items-center justify-center gap-2 rounded-[12px] text-[14px] font-[600] transition-[opacity,background-color] duration-300", moment.asks ? "opacity-100" : "opacity-0", moment.approved ? "bg-fern-wash text-fern-text" : "bg-brand text-on-brand")}>
        {moment.approved && <Smile size={17} className="pop" />}
        {moment.approved ? words.approved : words.approve}
      </p>
    </div>
  );
});
