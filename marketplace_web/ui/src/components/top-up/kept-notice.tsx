import { useQuery } from "@tanstack/react-query";
import { creditsQuery } from "@/api/money";
import { useSession } from "@/api/session";
import { SentFiles } from "@/components/files/file-chips";
import { credits } from "@/lib/format";
import { forgetWork, keptWork } from "@/lib/kept-work";
import { topUp as words } from "@/strings/top-up";
import { Button } from "@/ui/button";
import { SendAgain } from "./send-again";

interface Props {
  onSend: (given: unknown) => void;
  onEnd: () => void;
}

/** Back where it was begun: what was not sent, and the press that sends it. */
export default function KeptNotice({ onSend, onEnd }: Props) {
  const me = useSession();
  const { data } = useQuery(creditsQuery);
  const work = keptWork();
  if (!me || !work || work.who !== me.user.id) return null;
  const end = () => {
    forgetWork();
    onEnd();
  };
  const send = () => {
    end();
    onSend(work.given);
  };
  return (
    <section aria-label={words.waiting} className="mb-4 grid min-h-[236px] content-between gap-3 rounded-[20px_20px_20px_7px] border border-line-2 bg-surface p-4 shadow-2">
      <div className="flex items-start gap-3">
        <div className="min-w-0 flex-1">
          <h3 className="text-[16px]">{words.waiting}</h3>
          <p className="mt-0.5 text-[13.5px] text-ink-3">{words.waitingLead}</p>
        </div>
        <Button size="sm" look="quiet" className="-me-2 -mt-1" onClick={end}>{words.drop}</Button>
      </div>
      {work.words && <p className="line-clamp-3 whitespace-pre-line break-words rounded-[14px_14px_14px_5px] bg-surface-2 px-3.5 py-2.5 text-[14.5px]">{work.words}</p>}
      <SentFiles ids={work.files} />
      <SendAgain now={data ? credits(data.available) : "…"} onSend={send} />
    </section>
  );
}
