import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { creditsQuery, usageQuery } from "@/api/money";
import { brief, credits } from "@/lib/format";
import { shell } from "@/strings/shell";
import { ButtonLink } from "@/ui/button";
import { Ticker } from "@/ui/ticker";

const WEEK = 7;
const LONG = 400;
const RARELY = 300_000;

/** What is left, and which part of what was given that is; null until it is known. */
function useLeft() {
  const { data } = useQuery(creditsQuery);
  if (!data) return null;
  const given = data.grants.reduce((sum, grant) => sum + Number(grant.credits), 0);
  return { available: data.available, share: given > 0 ? Math.min(1, Number(data.available) / given) : 0 };
}

function Bar({ share, className }: { share: number; className: string }) {
  return (
    <span className={`block overflow-hidden rounded-full bg-sunk ${className}`}>
      <i className="block h-full origin-left rounded-full bg-gradient-to-r from-[#98177e] to-[#fea91e] transition-transform duration-700" style={{ transform: `scaleX(${share})` }} />
    </span>
  );
}

export function CreditMeter() {
  const left = useLeft();
  const { data: week } = useQuery({ ...usageQuery("day", WEEK), staleTime: RARELY });
  if (!left) return null;
  const pace = Number(week?.totals.credits ?? 0) / WEEK;
  const days = pace > 0 ? Math.floor(Number(left.available) / pace) : LONG;
  return (
    <div className="mt-auto rounded-[16px] border bg-surface p-3 shadow-1">
      <div className="flex items-baseline justify-between text-[12.5px]">
        <span className="text-ink-3">{shell.creditsLeft}</span>
        <b className="font-[650]"><Ticker value={credits(left.available)} /></b>
      </div>
      <Bar share={left.share} className="mt-2 h-1.5" />
      <p className="mt-2 text-[12px] leading-snug text-ink-3">{days < LONG ? shell.lasts(days) : shell.spent(`${Math.round(left.share * 100)}%`)}</p>
      <ButtonLink to="/app/credits" size="sm" className="mt-2.5 w-full">{shell.seeUsage}</ButtonLink>
    </div>
  );
}

/** The same where there is no room for more: on a phone, in the bar on top. */
export function CreditPill() {
  const left = useLeft();
  if (!left) return null;
  const about = brief(Math.floor(Number(left.available)));
  return (
    <Link to="/app/credits" aria-label={`${shell.creditsLeft}: ${about}`} title={credits(left.available)} className="line-in grid h-9 min-w-16 content-center gap-1 rounded-[11px] border bg-surface px-2.5 md:hidden">
      <b className="num text-center text-[12.5px] font-[650] leading-none">{about}</b>
      <Bar share={left.share} className="h-1" />
    </Link>
  );
}
