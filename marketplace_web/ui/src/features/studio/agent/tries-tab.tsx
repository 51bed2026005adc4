import { useQuery } from "@tanstack/react-query";
import type { Agent } from "@/api/catalog";
import type { Listing } from "@/api/making";
import { offerQuery, type Offer } from "@/api/offering";
import { Panel } from "@/components/page-head";
import { credits, onDay, whole } from "@/lib/format";
import { trying } from "@/strings/studio-tries";
import { Failed, Skeletons } from "@/ui/states";
import { OfferForm } from "./offer-form";
import { TrendBars } from "./trend-bars";
import { TryBudget } from "./try-budget";

const words = trying.days;
const SPAN = 30;
const SHOWN_DAYS = 7;

/** How often people tried the agent, how often they may, and what their tries may cost. */
export function TriesTab({ agent, listing }: { agent: Agent; listing: Listing | null }) {
  const { data, error, refetch } = useQuery(offerQuery(agent.id));
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Skeletons count={2} className="grid gap-4" each="h-56" />;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 xl:grid-cols-[minmax(0,1.5fr)_minmax(0,1fr)]">
      <Days offer={data} />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <OfferForm agentId={agent.id} offer={data} listed={Boolean(listing?.published_at)} />
        <TryBudget agentId={agent.id} offer={data} />
      </div>
    </div>
  );
}

function Days({ offer: { days } }: { offer: Offer }) {
  const bars = days.map((one) => ({ key: one.day, calls: one.tries, errors: one.tries - one.completed }));
  return (
    <Panel title={words.title}>
      {days.length === 0 ? <p className="py-6 text-center text-[14.5px] text-ink-3">{words.none}</p> : (
        <>
          <TrendBars groups={bars} span={SPAN} />
          <div className="scroll-x flush mt-4" tabIndex={0} role="region" aria-label={words.title}>
            <table className="data">
              <thead><tr><th scope="col">{trying.funnel.day}</th><th scope="col" className="!text-end">{words.count}</th><th scope="col" className="!text-end">{words.completed}</th><th scope="col" className="!text-end">{words.cost}</th></tr></thead>
              <tbody>
                {days.slice(0, SHOWN_DAYS).map((one) => (
                  <tr key={one.day} className="num">
                    <td className="whitespace-nowrap text-ink-2">{onDay(one.day)}</td>
                    <td className="text-end font-[600]">{whole(one.tries)}</td>
                    <td className="text-end">{whole(one.completed)}</td>
                    <td className="text-end">{credits(one.credits)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
      <p className="mt-4 text-[13px] text-ink-3">{words.privacy}</p>
    </Panel>
  );
}
