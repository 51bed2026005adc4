import { MailCheck } from "lucide-react";
import { isProblem } from "@/api/problem";
import { useSession } from "@/api/session";
import { useVerification } from "@/api/studio";
import { studio } from "@/strings/studio";
import { Button } from "@/ui/button";
import { say, sayProblem } from "@/ui/toast";

const words = studio.verify;

/** Where the hub refused something (`error`) until the reader's address is known to be theirs. */
export function VerifyNotice({ error }: { error: unknown }) {
  const me = useSession();
  const send = useVerification();
  if (!me || !isProblem(error, "email_not_verified")) return null;
  return (
    <div role="alert" className="flex flex-wrap items-center gap-x-4 gap-y-2.5 rounded-[18px_18px_18px_6px] bg-iris-wash px-4 py-3.5">
      <MailCheck size={20} className="shrink-0 text-iris-text" aria-hidden />
      <p className="min-w-0 flex-1 basis-[280px] text-[14px] text-ink-2"><b className="block font-[650] text-iris-text">{words.title}</b>{words.lead(me.user.email)}</p>
      <Button size="sm" busy={send.isPending} onClick={() => void send.mutateAsync().then(() => say(words.sent), sayProblem)}>{words.again}</Button>
    </div>
  );
}
