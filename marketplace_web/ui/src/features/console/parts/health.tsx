import { clsx } from "clsx";
import { HeartPulse } from "lucide-react";
import type { Health } from "@/api/console/platform";
import { Panel } from "@/components/page-head";
import { ago, sentence } from "@/lib/format";
import { systemWords } from "@/strings/console-system";
import { State } from "./bits";

const words = systemWords.overview;

/** One sentence on the whole; a provider that is silent counts, though the hub is ready. */
export function Verdict({ health }: { health: Health }) {
  const silent = health.providers.filter((one) => !one.answers).length;
  const status = health.status === "ok" && silent > 0 ? "degraded" : health.status;
  const good = status === "ok";
  return (
    <section aria-live="polite" className={clsx("flex flex-wrap items-center gap-4 rounded-[24px_24px_24px_8px] border p-5", good ? "bg-fern-wash" : status === "degraded" ? "bg-pollen-wash" : "bg-ember-wash")}>
      <span className={clsx("petal grid size-12 place-items-center bg-surface", good ? "text-fern-text" : status === "degraded" ? "text-pollen-text" : "text-ember-text")}><HeartPulse size={22} aria-hidden /></span>
      <div className="min-w-0 flex-1">
        <h2 className="text-[22px]">{words.status[status] ?? sentence(status)}</h2>
        <p className="mt-0.5 text-[14.5px] text-ink-2">{silent > 0 ? words.silent(silent) : words.statusMore[status]}</p>
      </div>
      <span className="text-[13px] text-ink-2">{ago(health.at)}</span>
    </section>
  );
}

export function Engines({ health }: { health: Health }) {
  return (
    <Panel title={words.engines}>
      <ul className="grid gap-1">
        {health.engines.map((one) => (
          <li key={one.name} className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b py-2.5 text-[14.5px] last:border-b-0">
            <span className="min-w-0 flex-1"><b className="font-[600]">{words.names[one.name] ?? sentence(one.name)}</b> <span className="num text-[13px] text-ink-3">{one.version}{one.required ? ` · ${words.required}` : ""}</span></span>
            <span className="num text-[13px] text-ink-2">{words.ms(one.latency_ms)}</span>
            <State of={one.state} words={words.states} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

export function Providers({ health }: { health: Health }) {
  return (
    <Panel title={words.providers}>
      {health.providers.length === 0 && <p className="text-[14px] text-ink-3">{words.noProviders}</p>}
      <ul className="grid gap-1">
        {health.providers.map((one) => (
          <li key={one.name} className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b py-2.5 text-[14.5px] last:border-b-0">
            <span className="min-w-0 flex-1"><b className="font-[600]">{words.names[one.name] ?? sentence(one.name)}</b> <span className="num text-[13px] text-ink-3">{words.models(one.models)}{one.own_key_only ? ` · ${words.ownKey}` : ""}</span></span>
            {one.latency_ms !== null && <span className="num text-[13px] text-ink-2">{words.ms(one.latency_ms)}</span>}
            <State of={one.answers ? "ok" : "unreachable"} words={words.states} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
