import type { Standing as Made } from "@/api/shown";
import { brief, tenths } from "@/lib/format";
import { agents } from "@/strings/agents";
import { OutcomeBar, Stars } from "@/ui/marks";

/** Stars with their count, and the happy share with its runs; what nobody has said yet is said so. */
export function Standing({ of: { stars, reviews, happy }, inline = false }: { of: Made; inline?: boolean }) {
  return (
    <div className="grid gap-1.5">
      <p className={`flex flex-wrap items-center text-[13px] text-ink-2 ${inline ? "gap-x-5" : "gap-x-2"}`}>
        {stars === null ? <span className="text-ink-3">{agents.noReviews}</span> : (
          <span className="flex items-center gap-2">
            <Stars value={stars} />
            <span className="num"><b className="font-[650] text-ink">{tenths(stars)}</b>{" "}<span className="sr-only">{agents.reviews(reviews)}</span><span aria-hidden>({brief(reviews)})</span></span>
          </span>
        )}
        <span className={inline ? "num" : "num ms-auto"}>
          {happy ? <><b className="font-[650] text-fern-text">{agents.happy(happy.share)}</b> {agents.ofRuns(brief(happy.runs))}</> : <span className="text-ink-3">{agents.noOutcomes}</span>}
        </span>
      </p>
      {happy && <OutcomeBar happy={happy.share} />}
    </div>
  );
}
