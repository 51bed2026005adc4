import { useQuery } from "@tanstack/react-query";
import { useId } from "react";
import { useWish, wishQuery, type Wish } from "@/api/discovery";
import { Panel } from "@/components/page-head";
import { discovery as words } from "@/strings/discovery";
import { sayProblem } from "@/ui/toast";

/** What is kept of somebody's looking around: theirs to say. */
export function LookingPanel() {
  const { data } = useQuery(wishQuery);
  const wish = useWish();
  if (!data) return null;
  const change = (next: Partial<Wish>) => wish.mutate({ ...data, ...next }, { onError: sayProblem });
  return (
    <Panel title={words.panel}>
      <div className="grid gap-4">
        <Choice label={words.recently} hint={words.recentlyHint} checked={data.recently_viewed} onChange={(recently_viewed) => change({ recently_viewed })} />
        <Choice label={words.analytics} hint={words.analyticsHint} checked={data.analytics} onChange={(analytics) => change({ analytics })} />
      </div>
    </Panel>
  );
}

interface ChoiceProps {
  label: string;
  hint: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}

function Choice({ label, hint, checked, onChange }: ChoiceProps) {
  const id = useId();
  return (
    <div className="flex items-start gap-3">
      <input id={id} type="checkbox" checked={checked} aria-describedby={`${id}-hint`} onChange={(event) => onChange(event.target.checked)} className="mt-1 size-4 accent-[var(--brand)]" />
      <div><label htmlFor={id} className="text-[14.5px] font-[600]">{label}</label><p id={`${id}-hint`} className="mt-0.5 text-[13px] text-ink-3">{hint}</p></div>
    </div>
  );
}
