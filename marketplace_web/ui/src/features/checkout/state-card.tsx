import { clsx } from "clsx";
import type { ReactNode } from "react";
import { Sigil } from "@/brand/sigil";

interface Props {
  /** What the flower grows from: the agent that is bought, or the order. */
  seed: string;
  on?: boolean;
  title: string;
  lead: ReactNode;
  tone?: "plain" | "good";
  children?: ReactNode;
}

/** One state of an order, large: what it is, what it means, what to do. */
export function StateCard({ seed, on = false, title, lead, tone = "plain", children }: Props) {
  return (
    <section className={clsx("overflow-hidden rounded-[28px_28px_28px_9px] border bg-surface", tone === "good" ? "shadow-glow" : "border-line-2 shadow-2")}>
      <div className={clsx("grid justify-items-center gap-3 px-6 pb-7 pt-9 text-center", tone === "good" && "bg-gradient-to-b from-[var(--brand-wash)] to-transparent")}>
        <Sigil id={seed} size={92} on={on} grow />
        <h1 className="text-[clamp(28px,4vw,36px)]">{title}</h1>
        <p className="max-w-[52ch] text-[15px] text-ink-2">{lead}</p>
      </div>
      {children && <div className="border-t px-5 py-5 sm:px-7 sm:py-6">{children}</div>}
    </section>
  );
}
