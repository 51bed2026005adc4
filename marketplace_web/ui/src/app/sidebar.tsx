import { useQuery } from "@tanstack/react-query";
import { Link, useLocation } from "@tanstack/react-router";
import { clsx } from "clsx";
import { creditsQuery, usageQuery } from "@/api/money";
import type { Me } from "@/api/session";
import { Logo } from "@/brand/logo";
import { credits } from "@/lib/format";
import { common } from "@/strings/common";
import { shell } from "@/strings/shell";
import { ButtonLink } from "@/ui/button";
import { Ticker } from "@/ui/ticker";
import { isAt, navOf } from "./app-nav";
import { Whose } from "./whose";

export function Sidebar({ me }: { me: Me }) {
  const { pathname } = useLocation();
  return (
    <aside className="sticky top-0 hidden h-dvh w-[212px] shrink-0 flex-col border-e bg-bg px-3 py-4 md:flex">
      <Link to="/" className="mb-5 w-fit rounded-lg px-2" aria-label={common.home}><Logo size={24} /></Link>
      <Whose me={me} />
      <nav aria-label={shell.workspace} className="flex flex-col gap-0.5">
        {navOf(me).map(({ label, to, icon: Icon }) => {
          const here = isAt(pathname, to);
          return (
            <Link key={to} to={to} activeOptions={{ exact: true }} aria-current={here ? "page" : undefined} className={clsx("relative flex h-9 items-center gap-2.5 rounded-[10px] px-2.5 text-[14px] transition-colors", here ? "bg-wash font-[650] text-brand-text" : "font-[530] text-ink-2 hover:bg-sunk")}>
              {here && <i className="absolute -start-3 top-2 h-5 w-[3px] rounded-e-full bg-brand" />}
              <Icon size={17} strokeWidth={here ? 2.1 : 1.75} className="shrink-0" />
              {label}
            </Link>
          );
        })}
      </nav>
      <CreditMeter />
    </aside>
  );
}

const WEEK = 7;
const LONG = 400;
const RARELY = 300_000;

function CreditMeter() {
  const { data } = useQuery(creditsQuery);
  const { data: week } = useQuery({ ...usageQuery("day", WEEK), staleTime: RARELY });
  if (!data) return null;
  const pace = Number(week?.totals.credits ?? 0) / WEEK;
  const days = pace > 0 ? Math.floor(Number(data.available) / pace) : LONG;
  const given = data.grants.reduce((sum, grant) => sum + Number(grant.credits), 0);
  const share = given > 0 ? Math.min(1, Number(data.available) / given) : 0;
  return (
    <div className="mt-auto rounded-[16px] border bg-surface p-3 shadow-1">
      <div className="flex items-baseline justify-between text-[12.5px]">
        <span className="text-ink-3">{shell.creditsLeft}</span>
        <b className="font-[650]"><Ticker value={credits(data.available)} /></b>
      </div>
      <div className="mt-2 h-1.5 overflow-hidden rounded-full bg-sunk">
        <i className="block h-full origin-left rounded-full bg-gradient-to-r from-[#98177e] to-[#fea91e] transition-transform duration-700" style={{ transform: `scaleX(${share})` }} />
      </div>
      <p className="mt-2 text-[12px] leading-snug text-ink-3">{days < LONG ? shell.lasts(days) : shell.spent(`${Math.round(share * 100)}%`)}</p>
      <ButtonLink to="/app/credits" size="sm" className="mt-2.5 w-full">{shell.seeUsage}</ButtonLink>
    </div>
  );
}
