import { clsx } from "clsx";
import { studio } from "@/strings/studio";

const LOOKS: Record<string, string> = {
  published: "bg-fern-wash text-fern-text", active: "bg-fern-wash text-fern-text",
  approved: "bg-iris-wash text-iris-text", in_review: "bg-iris-wash text-iris-text", submitted: "bg-iris-wash text-iris-text", review: "bg-iris-wash text-iris-text",
  changes_requested: "bg-pollen-wash text-pollen-text", under_maintenance: "bg-pollen-wash text-pollen-text", deprecated: "bg-pollen-wash text-pollen-text",
  suspended: "bg-ember-wash text-ember-text", blocked: "bg-ember-wash text-ember-text", denied: "bg-ember-wash text-ember-text",
};

/** The state of a listing or a publisher, in a word. */
export function StateBadge({ state, label }: { state: string; label?: string }) {
  return <span className={clsx("inline-flex h-6 items-center whitespace-nowrap rounded-[8px] px-2 text-[12.5px] font-[600]", LOOKS[state] ?? "bg-[color-mix(in_oklab,var(--line)_60%,transparent)] text-ink-2")}>{label ?? studio.states[state] ?? studio.publisherStates[state] ?? state}</span>;
}
