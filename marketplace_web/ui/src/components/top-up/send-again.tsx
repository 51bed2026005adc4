import { ArrowUp } from "lucide-react";
import { PausingButton } from "@/components/pausing-button";
import { topUp as words } from "@/strings/top-up";

export function SendAgain({ now, onSend }: { now: string; onSend: () => void }) {
  return (
    <div className="flex flex-wrap items-center gap-3">
      <p role="status" className="min-w-0 flex-1 basis-[160px] text-[14.5px] font-[550] text-fern-text">{words.there(now)}</p>
      <PausingButton look="primary" onClick={onSend}>{words.sendAgain}<ArrowUp size={16} /></PausingButton>
    </div>
  );
}
