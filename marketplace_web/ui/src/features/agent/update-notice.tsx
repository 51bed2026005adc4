import { useQuery } from "@tanstack/react-query";
import { ShieldPlus } from "lucide-react";
import type { Me } from "@/api/session";
import type { Detail } from "@/api/shown";
import { updateQuery, useAccept } from "@/api/updates";
import { listed, sentence } from "@/lib/format";
import { agentPage } from "@/strings/agent-page";
import { Button } from "@/ui/button";
import { say, sayProblem } from "@/ui/toast";

const words = agentPage.update;

/** Whoever uses an agent stays where they are until they agree to what a newer version asks for. */
export function UpdateNotice({ agent, me }: { agent: Detail; me: Me }) {
  const { data: update } = useQuery(updateQuery(agent.id));
  const accept = useAccept(agent.id);
  const offered = update?.offered;
  if (!update || !offered) return null;
  const mayAccept = update.user_id !== null || me.scopes.includes("agents:write");
  const changed = update.differences.map((one) => sentence(one.field));
  const notes = update.steps.filter((step) => step.note);
  return (
    <section aria-label={words.title(offered)} className="mt-5 rounded-[20px_20px_20px_7px] bg-pollen-wash px-5 py-4 text-[14.5px]">
      <h2 className="flex items-center gap-2.5 text-[17px]"><ShieldPlus size={18} className="shrink-0 text-pollen-text" aria-hidden />{words.title(offered)}</h2>
      <p className="mt-1.5 text-ink-2">{words.lead(update.version)}</p>
      <ul className="mt-2 grid list-disc gap-1 ps-5">{update.asks_for_more.map((one) => <li key={one}>{one}</li>)}</ul>
      {notes.length > 0 && (
        <dl className="mt-2.5 grid gap-1 text-ink-2">
          {notes.map((step) => <div key={step.version}><dt className="mono inline text-[13px]">{step.version}</dt>{" "}<dd className="inline whitespace-pre-line">{step.note}</dd></div>)}
        </dl>
      )}
      {changed.length > 0 && <p className="mt-2.5 text-[13.5px] text-ink-3">{words.changed(listed(changed))}</p>}
      {mayAccept ? (
        <Button look="primary" className="mt-3.5" busy={accept.isPending} onClick={() => accept.mutate(offered, { onSuccess: () => say(words.done(agent.name, offered)), onError: sayProblem })}>{words.accept(offered)}</Button>
      ) : (
        <p className="mt-2.5 font-[600]">{words.admins}</p>
      )}
    </section>
  );
}
