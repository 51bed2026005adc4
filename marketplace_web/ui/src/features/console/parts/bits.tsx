import { Link } from "@tanstack/react-router";
import { clsx } from "clsx";
import { ChevronLeft, CircleAlert, CircleCheck, CircleDashed, CircleDot, CircleX } from "lucide-react";
import type { ReactNode } from "react";
import { useOwnSession } from "@/api/session";
import { ago, at, sentence } from "@/lib/format";

export type Tone = "good" | "bad" | "warn" | "cool" | "calm";

const TONES: Record<Tone, string> = {
  good: "bg-fern-wash text-fern-text",
  bad: "bg-ember-wash text-ember-text",
  warn: "bg-pollen-wash text-pollen-text",
  cool: "bg-iris-wash text-iris-text",
  calm: "bg-[color-mix(in_oklab,var(--line)_60%,transparent)] text-ink-2",
};
const MARKS = { good: CircleCheck, bad: CircleX, warn: CircleAlert, cool: CircleDot, calm: CircleDashed };

const TONE_OF: Record<string, Tone> = {
  active: "good", paid: "good", succeeded: "good", won: "good", ok: "good", idle: "good", granted: "good", effective: "good", sent: "good",
  suspended: "bad", failed: "bad", lost: "bad", void: "bad", unreachable: "bad", failing: "bad", refused: "bad", silent: "bad", needs_response: "bad", deleted: "bad", blocked: "bad", expired: "bad",
  pending: "warn", held: "warn", open: "warn", proposed: "warn", deleting: "warn", requested: "warn", degraded: "warn", in_transit: "warn", partially_refunded: "warn", early_warning: "warn", under_review: "warn", waiting: "warn",
  at_work: "cool",
};

export const toneOf = (state: string): Tone => TONE_OF[state] ?? "calm";

/** A mark and a word: color alone says nothing. */
export function Badge({ tone, children }: { tone: Tone; children: ReactNode }) {
  const Mark = MARKS[tone];
  return <span className={clsx("inline-flex h-6 items-center gap-1.5 whitespace-nowrap rounded-[8px] px-2 text-[12.5px] font-[600]", TONES[tone])}><Mark size={13} aria-hidden />{children}</span>;
}

export const State = ({ of, words = {} }: { of: string; words?: Readonly<Record<string, string>> }) => <Badge tone={toneOf(of)}>{words[of] ?? sentence(of)}</Badge>;

export const When = ({ iso }: { iso: string | null | undefined }) => (iso ? <time dateTime={iso} title={at(iso)} className="whitespace-nowrap text-ink-3">{ago(iso)}</time> : <span className="text-ink-3">–</span>);

export function Facts({ rows }: { rows: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="grid gap-2.5 text-[14px]">
      {rows.map(([label, value]) => (
        <div key={label} className="flex items-baseline justify-between gap-4"><dt className="shrink-0 text-ink-3">{label}</dt><dd className="num min-w-0 break-words text-end font-[600]">{value}</dd></div>
      ))}
    </dl>
  );
}

export function Back({ to, children }: { to: string; children: ReactNode }) {
  return <Link to={to} className="mb-4 inline-flex items-center gap-1 rounded text-[14px] text-ink-3 hover:text-ink"><ChevronLeft size={15} />{children}</Link>;
}

export function Figure({ label, value, note, tone }: { label: string; value: ReactNode; note?: ReactNode; tone?: "bad" | "warn" }) {
  return (
    <div className="petal-card flex min-w-0 flex-col p-4">
      <dt className="text-[13.5px] font-[550] text-ink-2">{label}</dt>
      <dd className={clsx("mt-1", tone === "bad" && "text-ember-text", tone === "warn" && "text-pollen-text")}>
        <span className="display num block text-[28px]">{value}</span>
        {note && <span className="text-[12.5px] text-ink-3">{note}</span>}
      </dd>
    </div>
  );
}

/** Whether the role of whoever is signed in may do this. */
export function useMay(): (permission: string) => boolean {
  const me = useOwnSession();
  return (permission) => me?.platform_permissions.includes(permission) ?? false;
}
