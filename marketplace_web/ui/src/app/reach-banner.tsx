import { useQueryClient } from "@tanstack/react-query";
import { RotateCcw, Unplug } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { isUnreached } from "@/api/problem";
import { sessionQuery } from "@/api/session";
import { common } from "@/strings/common";
import { consoleWords } from "@/strings/console";
import { Button } from "@/ui/button";
import { say } from "@/ui/toast";

const words = consoleWords.outOfReach;
const AGAIN_MS = 5000;

/** True from when a question was not answered until one is. */
function useLost(): boolean {
  const client = useQueryClient();
  const [lost, setLost] = useState(false);
  useEffect(() => client.getQueryCache().subscribe((event) => {
    if (event.type !== "updated") return;
    if (event.action.type === "error" && isUnreached(event.action.error)) setLost(true);
    if (event.action.type === "success" && !event.action.manual) setLost(false);
  }), [client]);
  return lost;
}

/** For who runs the hub: that it stopped answering while they worked, and what to look at. */
export function ReachBanner() {
  const client = useQueryClient();
  const lost = useLost();
  const was = useRef(lost);
  const [asking, setAsking] = useState(false);
  const again = async () => {
    setAsking(true);
    await client.refetchQueries({ queryKey: sessionQuery.queryKey, exact: true });
    setAsking(false);
  };
  useEffect(() => {
    if (was.current && !lost) {
      say(words.back);
      void client.refetchQueries({ type: "active", predicate: ({ state }) => isUnreached(state.error) });
    }
    was.current = lost;
    if (!lost) return;
    const timer = setInterval(() => void client.refetchQueries({ queryKey: sessionQuery.queryKey, exact: true }), AGAIN_MS);
    return () => clearInterval(timer);
  }, [lost, client]);
  if (!lost) return null;
  return (
    <div role="alert" className="line-in flex flex-wrap items-center justify-center gap-x-4 gap-y-1.5 bg-ember-wash px-4 py-2 text-[13.5px] text-ink-2">
      <span className="flex min-w-0 items-start gap-2"><Unplug size={15} className="mt-[3px] shrink-0 text-ember-text" aria-hidden /><span><b className="font-[620] text-ember-text">{words.banner}</b> {words.hint}</span></span>
      <Button size="sm" busy={asking} onClick={() => void again()}>{!asking && <RotateCcw size={14} />}{common.retry}</Button>
    </div>
  );
}
