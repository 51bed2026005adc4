import { useInfiniteQuery } from "@tanstack/react-query";
import { BadgeCheck, MessageCircle } from "lucide-react";
import { useState, type FormEvent, type ReactNode } from "react";
import { isProblem } from "@/api/problem";
import { commentsQuery, useComment, type Comment, type Review } from "@/api/reviews";
import { PausingButton } from "@/components/pausing-button";
import { ReportButton } from "@/components/report-dialog";
import { ago } from "@/lib/format";
import { comments as words } from "@/strings/comments";
import { common } from "@/strings/common";
import { Button } from "@/ui/button";
import { TextArea } from "@/ui/field";
import { Failed, Skeletons } from "@/ui/states";
import { say, sayProblem } from "@/ui/toast";

/** What others wrote below a review, read when it is opened. `may`: whether the reader may write. */
export function Comments({ review, may, beside }: { review: Review; may: boolean; beside?: ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <div className="mt-3">
      <div className="flex items-center justify-between gap-2 empty:hidden">
        {(review.comments > 0 || may) && <Button size="sm" look="quiet" className="-ms-3" aria-expanded={open} onClick={() => setOpen(!open)}><MessageCircle size={15} />{words.count(review.comments)}</Button>}
        {beside && <span className="-me-3 ms-auto">{beside}</span>}
      </div>
      {open && <Thread review={review} may={may} />}
    </div>
  );
}

function Thread({ review, may }: { review: Review; may: boolean }) {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(commentsQuery(review.id));
  const [own, setOwn] = useState<readonly Comment[]>([]);
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Skeletons count={1} className="mt-2" each="h-16" />;
  const all = data.pages.flatMap((page) => page.data);
  // What waits for a moderator is in nobody's list; its author still reads what they wrote.
  const waiting = own.filter((one) => one.status !== "published" && !all.some((other) => other.id === one.id));
  return (
    <div className="line-in mt-2 grid gap-3 border-s-2 border-line-2 ps-4">
      {all.length === 0 && waiting.length === 0 && <p className="text-[14px] text-ink-3">{words.none}</p>}
      <ul aria-label={words.list} className="grid gap-3 empty:hidden">
        {[...all, ...waiting].map((one) => <Said key={one.id} comment={one} />)}
      </ul>
      {hasNextPage && <Button size="sm" className="justify-self-start" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>{common.more}</Button>}
      {may && <Write review={review} onWritten={(comment) => setOwn([...own, comment])} />}
    </div>
  );
}

function Said({ comment: { id, author, text, status, created_at } }: { comment: Comment }) {
  return (
    <li>
      <p className="flex flex-wrap items-center gap-x-2 text-[13px] text-ink-3">
        <b className="font-[600] text-ink-2">{author.name}</b>
        {author.publisher && <span className="inline-flex items-center gap-1 font-[600] text-brand-text"><BadgeCheck size={13} aria-hidden />{words.publisher}</span>}
        {author.you && <span>{`(${words.you})`}</span>}
        <span>{ago(created_at)}</span>
        {!author.you && status === "published" && <span className="ms-auto"><ReportButton subject="comment" id={id} /></span>}
      </p>
      <p className="mt-0.5 whitespace-pre-line break-words text-[14.5px] text-ink-2">{text}</p>
      {status !== "published" && <p className="mt-1 text-[13px] text-pollen-text">{words.held}</p>}
    </li>
  );
}

function Write({ review, onWritten }: { review: Review; onWritten: (comment: Comment) => void }) {
  const comment = useComment(review);
  const [text, setText] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    comment.mutate(text.trim(), {
      onSuccess: (kept) => {
        setText("");
        onWritten(kept);
        say(kept.status === "published" ? words.sent : words.heldToast);
      },
      onError: (error) => !(isProblem(error) && error.status === 422) && sayProblem(error),
    });
  };
  return (
    <form onSubmit={submit} className="grid gap-2.5">
      <TextArea label={words.write} rows={2} required maxLength={2000} value={text} fault={isProblem(comment.error) && comment.error.status === 422 ? (comment.error.faults.text ?? comment.error.detail) : undefined} onChange={(event) => setText(event.target.value)} />
      <PausingButton type="submit" size="sm" className="justify-self-start" busy={comment.isPending} disabled={!text.trim()}>{words.send}</PausingButton>
    </form>
  );
}
