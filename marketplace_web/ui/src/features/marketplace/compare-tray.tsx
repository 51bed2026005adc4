import { X } from "lucide-react";
import { useState } from "react";
import { useSession } from "@/api/session";
import { Features } from "@/components/agent-card";
import { priceLine } from "@/components/agent-price";
import { Standing } from "@/components/standing";
import { Sigil } from "@/brand/sigil";
import { agents } from "@/strings/agents";
import { Button, ButtonLink, IconButton } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { usePicks } from "./picks";

/** Two or three picked agents, beside each other when asked for. */
export function CompareTray() {
  const { picked, clear } = usePicks();
  const [open, setOpen] = useState(false);
  const me = useSession();
  if (picked.length < 2) return null;
  return (
    <>
      <div className="rise fixed inset-x-0 bottom-5 z-30 mx-auto flex w-max max-w-[94vw] items-center gap-3 rounded-[20px_20px_20px_7px] bg-orchid-950 p-2 ps-3 text-white shadow-3 dark:border dark:border-line-2 dark:bg-raise">
        <span className="flex -space-x-2">{picked.map((agent) => <span key={agent.id} className="petal bg-surface"><Sigil id={agent.id} size={36} /></span>)}</span>
        <span className="text-[14px]">{agents.picked(picked.length)}</span>
        <Button size="sm" look="quiet" className="!bg-white !text-orchid-700" onClick={() => setOpen(true)}>{agents.compareAction}</Button>
        <IconButton label={agents.clearPicks} size="sm" className="!text-white hover:!bg-white/15" onClick={clear}><X size={16} /></IconButton>
      </div>
      <Dialog open={open} onOpenChange={setOpen} title={agents.compareTitle} wide>
        <ButtonLink to={me ? "/app/compare" : "/compare"} search={{ agents: picked.map((agent) => agent.id).join(",") }} look="primary" className="mb-4 w-full">{agents.compareOn}</ButtonLink>
        <div className="grid gap-4 sm:grid-cols-[repeat(auto-fit,minmax(180px,1fr))]">
          {picked.map((agent) => (
            <section key={agent.id} className="rounded-[18px_18px_18px_6px] border p-4">
              <Sigil id={agent.id} size={48} />
              <h3 className="mt-2.5 text-[17px]">{agent.name}</h3>
              <p className="mt-1 text-[13.5px] text-ink-2">{agent.tagline}</p>
              <Features features={agent.features} />
              <div className="mt-3"><Standing of={agent.standing} /></div>
              <p className="mt-3 text-[14px] font-[650]">{priceLine(agent.price)}</p>
              <ButtonLink to={`/agents/${agent.id}`} size="sm" className="mt-3 w-full">{agents.open}</ButtonLink>
            </section>
          ))}
        </div>
      </Dialog>
    </>
  );
}
