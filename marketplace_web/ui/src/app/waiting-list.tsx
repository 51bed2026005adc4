import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { takeBack, type Waiting } from "@/api/waiting";
import { ago } from "@/lib/format";
import { common } from "@/strings/common";
import { waiting as words } from "@/strings/waiting";
import { Button } from "@/ui/button";
import { say, sayRefused } from "@/ui/toast";
import { sendWaiting } from "./send-waiting";

const AGAIN_MS = 30_000;

interface Props {
  deeds: readonly Waiting[];
  online: boolean;
  /** Whose session it is, once that is known: the hub answers then. */
  who: string | undefined;
}

/** What waits to be sent, each with a way back; sent as soon as the hub answers. */
export default function WaitingList({ deeds, online, who }: Props) {
  useSending(online, who);
  return (
    <ul aria-label={words.list} className="mx-auto grid max-h-[32vh] w-full max-w-[720px] gap-1.5 overflow-y-auto">
      {deeds.map((deed) => (
        <li key={deed.id} className="flex items-center gap-3 rounded-[12px_12px_12px_4px] bg-surface px-3 py-1.5 text-start text-[13.5px] text-ink-2">
          <span className="min-w-0 flex-1"><b className="font-[600] text-ink">{words.deed[deed.kind](deed as never)}</b>{aboutOf(deed) && <span className="block truncate">{aboutOf(deed)}</span>}</span>
          <span className="shrink-0 text-[12.5px] text-ink-3">{ago(deed.at)}</span>
          <Button size="sm" look="quiet" aria-label={words.undo(words.deed[deed.kind](deed as never))} onClick={() => takeBack(deed.id)}>{common.undo}</Button>
        </li>
      ))}
    </ul>
  );
}

const aboutOf = (deed: Waiting): string | null => (deed.kind === "outcome" ? deed.reason : deed.subject);

function useSending(online: boolean, who: string | undefined): void {
  const client = useQueryClient();
  useEffect(() => {
    if (!online) return;
    const send = async () => {
      const { sent, refused } = await sendWaiting(client);
      if (sent.length > 0) say(words.sent(sent.length));
      for (const { deed, problem } of refused) sayRefused(words.refused(words.deed[deed.kind](deed as never)), problem);
    };
    void send();
    // The browser may be online and the hub still out of reach.
    const timer = setInterval(() => void send(), AGAIN_MS);
    return () => clearInterval(timer);
  }, [client, online, who]);
}
