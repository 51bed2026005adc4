import { Sigil } from "@/brand/sigil";
import { landing } from "@/strings/landing";

const words = landing.matrix;

/** How shares of happy runs are shown: example figures, and they say so. */
export function Matrix() {
  return (
    <div className="reveal rounded-[26px_26px_26px_9px] border bg-surface p-6 shadow-1 md:p-8">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <h2 className="max-w-[20ch] text-[clamp(24px,2.4vw,32px)]">{words.title}</h2>
        <span className="chip">{words.example}</span>
      </div>
      <p className="mt-2 max-w-[54ch] text-[15px] text-ink-2">{words.lead}</p>
      <table className="mt-6 w-full table-fixed border-separate border-spacing-1 text-[13.5px]">
        <caption className="sr-only">{words.example}</caption>
        <thead>
          <tr>
            <th scope="col" className="w-[38%] sm:w-[190px]"><span className="sr-only">{words.agent}</span></th>
            {words.models.map((model) => <th key={model} scope="col" className="pb-1 text-start text-[11.5px] font-[500] text-ink-3">{model}</th>)}
          </tr>
        </thead>
        <tbody>
          {words.rows.map(({ agent, shares }) => (
            <tr key={agent.id}>
              <th scope="row" className="pe-2 text-start font-[600]">
                <span className="flex items-center gap-2.5"><Sigil id={agent.id} size={28} className="max-sm:hidden" /><span className="min-w-0 leading-tight max-sm:text-[12.5px]">{agent.name}</span></span>
              </th>
              {shares.map((share, i) => <Cell key={words.models[i]} share={share} place={i} />)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ share, place }: { share: number | null; place: number }) {
  if (share === null) return <td className="h-10 rounded-[10px] bg-sunk dark:bg-surface-2"><span className="sr-only">{words.notTested}</span></td>;
  const strength = Math.max(6, (share - 68) * 1.5);
  return <td className="fills num h-10 rounded-[10px] px-2 font-[650] max-sm:text-[12.5px] sm:px-3" style={{ background: `color-mix(in oklab, var(--fern) ${strength}%, var(--surface))`, animationRange: `entry ${place * 25}% cover ${18 + place * 5}%` }}>{share}%</td>;
}
