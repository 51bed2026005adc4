import { BadgeCheck, ThumbsDown, ThumbsUp } from "lucide-react";
import { useVote, type Review } from "@/api/reviews";
import { useSession } from "@/api/session";
import { percent } from "@/api/shown";
import { ReportButton } from "@/components/report-dialog";
import { ago, listed } from "@/lib/format";
import { reviews as words } from "@/strings/reviews";
import { Button } from "@/ui/button";
import { Stars } from "@/ui/marks";
import { sayProblem } from "@/ui/toast";
import { Comments } from "./comments";
import { Reply } from "./reply";

interface Props {
  review: Review;
  publisher: string;
  /** Whether the reader may write below it: who tried the agent, and its publisher. */
  mayComment?: boolean;
  /** Whether the agent is the reader's own, who may answer. */
  own?: boolean;
}

/** What somebody said of an agent, with what stands behind it, its publisher's answer and comments. */
export function ReviewItem({ review, publisher, mayComment = false, own = false }: Props) {
  const me = useSession();
  const behind = [
    words.runs(review.runs),
    words.version(review.agent_version),
    review.model,
    review.happy_share === null ? null : words.happy(percent(review.happy_share)),
    review.edited ? words.edited : null,
  ].filter(Boolean);
  return (
    <article className="petal-card p-5">
      <header className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <Stars value={review.stars} size={16} />
        <h3 className="min-w-0 break-words text-[16.5px] !tracking-[-.015em]">{review.title}</h3>
        <Level level={review.level} />
      </header>
      <p className="mt-1.5 text-[13px] text-ink-3">
        <b className="font-[600] text-ink-2">{review.author.name}</b>
        {review.author.you && ` (${words.you})`}
        {`, ${ago(review.updated_at)}`}
      </p>
      {review.status !== "published" && <p className="mt-2 text-[13.5px] text-pollen-text">{words.held}</p>}
      {review.outdated && <p className="mt-2 text-[13.5px] text-pollen-text">{words.outdated}</p>}
      {review.text && <p className="mt-3 max-w-[68ch] whitespace-pre-line break-words text-[15px] leading-[1.55] text-ink-2">{review.text}</p>}
      <p className="num mt-3 text-[13px] text-ink-3">{listed(behind)}</p>
      {review.status === "published" && <Reply review={review} publisher={publisher} own={own} />}
      <footer className="mt-4 flex flex-wrap empty:hidden items-center gap-2 text-[13px] text-ink-3">
        {me && !review.author.you && !own && <Votes review={review} />}
        {review.helpful > 0 && <span className="num">{words.found(review.helpful)}</span>}
      </footer>
      {review.status === "published" && <Comments review={review} may={mayComment || own} beside={!review.author.you && <ReportButton subject="review" id={review.id} />} />}
    </article>
  );
}

function Level({ level }: { level: Review["level"] }) {
  return (
    <span title={words.levelHints[level]} className={`chip !h-6 ${level === "tried" ? "" : "!border-transparent !bg-fern-wash !text-fern-text"}`}>
      {level !== "tried" && <BadgeCheck size={13} aria-hidden />}
      {words.levels[level]}
    </span>
  );
}

function Votes({ review }: { review: Review }) {
  const vote = useVote(review);
  const say = (helpful: boolean) => vote.mutate(review.your_vote === helpful ? null : helpful, { onError: sayProblem });
  return (
    <>
      <Button size="sm" aria-pressed={review.your_vote === true} className={review.your_vote === true ? "!bg-wash !text-brand-text" : ""} onClick={() => say(true)}><ThumbsUp size={14} />{words.helpful}</Button>
      <Button size="sm" look="quiet" aria-pressed={review.your_vote === false} className={review.your_vote === false ? "!bg-wash !text-brand-text" : ""} onClick={() => say(false)}><ThumbsDown size={14} />{words.notHelpful}</Button>
    </>
  );
}
