import { Sigil } from "@/brand/sigil";
import { landing } from "@/strings/landing";

const { items, label } = landing.feed;

/** What such agents finish, passing by: examples, and they say so. Stops with the hero, and under a pointer. */
export function Feed({ paused }: { paused: boolean }) {
  return (
    <div className="feed relative flex h-14 items-center overflow-hidden border-y bg-[color-mix(in_oklab,var(--bg-soft)_88%,transparent)]">
      <p className="absolute inset-y-0 start-0 z-10 flex items-center bg-[linear-gradient(90deg,var(--bg-soft)_72%,transparent)] ps-[max(1.25rem,calc(50vw-628px))] pe-24 text-[13px] text-ink-3 max-sm:sr-only">{label}</p>
      <div className="feed-row flex w-max" style={{ animationPlayState: paused ? "paused" : undefined }}>
        <Items />
        <Items again />
      </div>
    </div>
  );
}

/** Twice, so that the end meets the beginning; the second time for the eye alone. */
function Items({ again = false }: { again?: boolean }) {
  return (
    <ul aria-hidden={again || undefined} aria-label={again ? undefined : label} className="flex shrink-0">
      {items.map(({ agent, did }) => (
        <li key={agent.id} className="flex shrink-0 items-center gap-2.5 pe-9 text-[14px] text-ink-2"><Sigil id={agent.id} size={28} /><b className="font-[650] text-ink">{agent.name}</b>{did}</li>
      ))}
    </ul>
  );
}
