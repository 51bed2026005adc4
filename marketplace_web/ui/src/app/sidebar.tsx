import { Link, useLocation } from "@tanstack/react-router";
import { clsx } from "clsx";
import type { Me } from "@/api/session";
import { Logo } from "@/brand/logo";
import { common } from "@/strings/common";
import { shell } from "@/strings/shell";
import { isAt, navOf } from "./app-nav";
import { CreditMeter } from "./credit-meter";
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
