import { useQuery } from "@tanstack/react-query";
import { Coins } from "lucide-react";
import { useEffect } from "react";
import { mayBuy } from "@/api/buying";
import { partsOf } from "@/api/files";
import { creditsQuery } from "@/api/money";
import { useSession, type Me } from "@/api/session";
import { useUnverified, VerifyFirst } from "@/components/buying/verify-first";
import type { Again, Fault } from "@/components/run/run-state";
import { credits } from "@/lib/format";
import { forgetWork, keepWork, type KeptWork } from "@/lib/kept-work";
import { topUp as words } from "@/strings/top-up";
import { AskForIt } from "./ask-for-it";
import { Buy } from "./buy";
import { SendAgain } from "./send-again";

interface Props {
  fault: Fault;
  again: Again;
}

/** In the place of an answer that credits did not cover: what it needs, more of them, and the same once more. */
export default function TopUp({ fault, again }: Props) {
  const me = useSession();
  const { data } = useQuery(creditsQuery);
  useKept(me?.user.id, again);
  const needed = Number(fault.required_credits ?? 0);
  const left = Number(data?.available ?? fault.available_credits ?? 0);
  // Only what came after the refusal counts: how much of it this work may not draw on the hub alone knows.
  const enough = needed > 0 && left >= needed && left > Number(fault.available_credits);
  const send = () => {
    forgetWork();
    again.send();
  };
  return (
    <section aria-label={words.title} className="line-in grid gap-4 rounded-[20px_20px_20px_7px] border border-line-2 bg-surface p-4 shadow-2">
      <div className="flex items-start gap-3">
        <span className="petal grid size-9 shrink-0 place-items-center bg-pollen-wash text-pollen-text"><Coins size={18} aria-hidden /></span>
        <div role="alert" className="min-w-0">
          <b className="text-[15.5px] font-[650]">{enough ? words.enough : fault.code === "credit_line_used_up" ? words.lineTitle : words.title}</b>
          <p className="mt-0.5 text-[14px] text-ink-2">{needed > 0 ? words.needs(credits(String(needed)), credits(String(left))) : words.left(credits(String(left)))} {words.kept}</p>
        </div>
      </div>
      {needed > 0 && <Meter share={Math.min(1, left / needed)} />}
      {enough ? <SendAgain now={credits(String(left))} onSend={send} /> : me && <More me={me} missing={Math.max(0, needed - left)} />}
    </section>
  );
}

/** Kept for the way to whoever takes the money, from the moment that it is refused. */
function useKept(who: string | undefined, { input, given }: Again): void {
  useEffect(() => {
    if (who) keepWork({ place: location.pathname + location.search, who, ...saidIn(input), given });
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- what is given follows from the input
  }, [who, input]);
}

/** The words and the files of any input. */
function saidIn(input: unknown): Pick<KeptWork, "words" | "files"> {
  const values = typeof input === "object" && input !== null ? Object.values(input) : [input];
  const parts = values.map(partsOf);
  return { words: parts.map((part) => part.words).filter(Boolean).join("\n\n"), files: parts.flatMap((part) => part.files) };
}

function Meter({ share }: { share: number }) {
  const percent = Math.round(100 * share);
  return (
    <div role="meter" aria-valuenow={percent} aria-valuemin={0} aria-valuemax={100} aria-label={words.meter(percent)} className="h-1.5 overflow-hidden rounded-full bg-sunk">
      <div className="h-full origin-left rounded-full bg-[var(--pollen)] transition-transform duration-500 rtl:origin-right" style={{ transform: `scaleX(${share})` }} />
    </div>
  );
}

function More({ me, missing }: { me: Me; missing: number }) {
  const buys = mayBuy(me);
  const unverified = useUnverified(buys);
  if (!buys) return <AskForIt missing={missing} />;
  if (unverified) return <VerifyFirst />;
  return <Buy missing={missing} />;
}
