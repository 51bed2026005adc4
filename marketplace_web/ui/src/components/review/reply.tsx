import { CornerDownRight } from "lucide-react";
import { useState, type FormEvent } from "react";
import { isProblem } from "@/api/problem";
import { useReply, type Review } from "@/api/reviews";
import { PausingButton } from "@/components/pausing-button";
import { ago } from "@/lib/format";
import { comments as words } from "@/strings/comments";
import { reviews } from "@/strings/reviews";
import { Button } from "@/ui/button";
import { TextArea } from "@/ui/field";
import { say, sayProblem } from "@/ui/toast";

const MOST = 1000;

/** The publisher's answer below a review; for the publisher also the form that writes it. */
export function Reply({ review, publisher, own }: { review: Review; publisher: string; own: boolean }) {
  const [writing, setWriting] = useState(false);
  if (writing) return <ReplyForm review={review} onDone={() => setWriting(false)} />;
  return (
    <>
      {review.reply && (
        <div className="mt-4 rounded-[16px_16px_16px_6px] border-s-[3px] border-s-brand bg-surface-2 px-4 py-3">
          <p className="text-[13px] font-[600]">{reviews.replyOf(publisher)}<span className="ms-2 font-normal text-ink-3">{ago(review.reply.updated_at)}</span></p>
          <p className="mt-1 whitespace-pre-line break-words text-[14.5px] text-ink-2">{review.reply.text}</p>
        </div>
      )}
      {own && <Button size="sm" look={review.reply ? "quiet" : "ghost"} className="mt-3" onClick={() => setWriting(true)}><CornerDownRight size={14} />{review.reply ? words.change : words.answer}</Button>}
    </>
  );
}

function ReplyForm({ review, onDone }: { review: Review; onDone: () => void }) {
  const reply = useReply(review);
  const [text, setText] = useState(review.reply?.text ?? "");
  const send = (given: string) => reply.mutate(given, { onSuccess: () => { say(given ? words.answered : words.removed); onDone(); }, onError: (error) => !(isProblem(error) && error.status === 422) && sayProblem(error) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send(text.trim());
  };
  return (
    <form onSubmit={submit} className="line-in mt-4 grid gap-3 rounded-[16px_16px_16px_6px] border-s-[3px] border-s-brand bg-surface-2 px-4 py-3.5">
      <TextArea label={words.answerLabel} hint={words.answerHint} required rows={3} maxLength={MOST} value={text} fault={isProblem(reply.error) ? (reply.error.faults.text ?? reply.error.detail) : undefined} onChange={(event) => setText(event.target.value)} />
      <div className="flex flex-wrap gap-2">
        <PausingButton type="submit" look="primary" size="sm" busy={reply.isPending} disabled={!text.trim()}>{words.answerSend}</PausingButton>
        {review.reply && <Button size="sm" look="danger" onClick={() => send("")}>{words.remove}</Button>}
        <Button size="sm" look="quiet" onClick={onDone}>{words.cancel}</Button>
      </div>
    </form>
  );
}
