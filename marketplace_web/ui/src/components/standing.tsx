import { standingOf, type AgentCard } from "@/api/catalog";
import { brief } from "@/lib/format";
import { agents } from "@/strings/agents";
import { OutcomeBar, Stars } from "@/ui/marks";

/** Stars with their count and the happy share, where the hub tells; else that nobody has said. */
export function Standing({ agent }: { agent: AgentCard }) {
  const standing = standingOf(agent);
  if (!standing || (standing.stars === null && standing.happyShare === null)) {
    return <p className="text-[13px] text-ink-3">{agents.noReviews}</p>;
  }
  return (
    <div className="grid gap-1.5">
      <p className="flex items-center gap-2 text-[13px] text-ink-2">
        {standing.stars !== null && <Stars value={standing.stars} />}
        {standing.stars !== null && <span className="num"><b className="font-[650] text-ink">{standing.stars.toFixed(1)}</b> ({brief(standing.reviews)})</span>}
        {standing.happyShare !== null && <b className="num ml-auto font-[650] text-fern-text">{agents.happy(standing.happyShare)}</b>}
      </p>
      {standing.happyShare !== null && <OutcomeBar happy={standing.happyShare} />}
    </div>
  );
}
