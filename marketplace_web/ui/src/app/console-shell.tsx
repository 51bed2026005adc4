import { useQuery } from "@tanstack/react-query";
import { Link, Outlet, useLocation } from "@tanstack/react-router";
import { clsx } from "clsx";
import { ArrowLeft, Search } from "lucide-react";
import { useEffect, useRef } from "react";
import { sessionQuery, whilePaused, type Me } from "@/api/session";
import { Logo } from "@/brand/logo";
import { common } from "@/strings/common";
import { consoleWords as words } from "@/strings/console";
import { sentence } from "@/lib/format";
import { IconButton } from "@/ui/button";
import { shell } from "@/strings/shell";
import { AskToSignIn } from "./ask-to-sign-in";
import { Commands } from "./commands";
import { consoleNavOf, isHere } from "./console-nav";
import { MissingPage } from "./missing-page";
import { LookBanner } from "./look-banner";
import { OutOfReach } from "./out-of-reach";
import { ReachBanner } from "./reach-banner";
import { SkipLink } from "./skip-link";
import { useShell } from "./state";
import { ThemeToggle } from "./theme-toggle";
import { PersonMenu } from "./top-bar";

const AGAIN_MS = 5000;

/** Another place than the workspace, and it looks like one: what is done here reaches everybody. */
export function ConsoleShell() {
  const { data: me, isError, refetch } = useQuery({ ...sessionQuery, refetchInterval: (query) => (query.state.status === "error" ? AGAIN_MS : whilePaused(query)) });
  if (me === null) return <AskToSignIn />;
  if (me === undefined && isError) return <div className="min-h-dvh bg-soft"><OutOfReach title={words.outOfReach.title} retry={() => void refetch()}>{words.outOfReach.text}</OutOfReach></div>;
  if (me === undefined) return <div className="min-h-dvh bg-soft" role="status" aria-label={common.loading} />;
  if (!me.user.platform_role) return <MissingPage />;
  return (
    <div className="min-h-dvh bg-soft">
      <SkipLink />
      <TopBand me={me} />
      <LookBanner />
      <ReachBanner />
      <div className="flex min-w-0 max-lg:flex-col">
        <Places me={me} />
        <main id="main" tabIndex={-1} className="mx-auto [--gutter:16px] w-full min-w-0 max-w-[1320px] flex-1 px-4 py-6 pb-16 outline-none md:px-7">
          <Outlet />
        </main>
      </div>
      <Commands />
    </div>
  );
}

function TopBand({ me }: { me: Me }) {
  return (
    <header data-theme="dark" className="sticky top-0 z-30 border-b border-[#4a2f4d] bg-[#1c0e1d] text-[#fbf2fa]">
      <div aria-hidden className="h-[3px] bg-gradient-to-r from-[#98177e] via-[#df3cbb] to-[#fea91e]" />
      <div className="flex h-[54px] items-center gap-1 px-4 sm:gap-3 md:px-6">
        <Link to="/console" className="flex items-center gap-2.5 rounded-lg" aria-label={words.title}>
          <Logo size={24} word={false} />
          <span className="display whitespace-nowrap text-[17px] tracking-[-.03em]">{words.title}</span>
        </Link>
        <span className="chip max-sm:!hidden !h-6 !border-[#4a2f4d] !bg-[#34203a] !text-[12px] !text-[#fdb0e5]">{sentence(me.user.platform_role ?? "")}</span>
        <span className="flex-1" />
        <p className="text-[12.5px] text-[#d9c6d8] max-lg:hidden">{words.recorded}</p>
        <Link to="/app" className="btn btn-sm btn-quiet"><ArrowLeft size={15} /><span className="max-sm:sr-only">{words.back}</span></Link>
        <IconButton label={shell.search} onClick={() => useShell.getState().setPalette(true)}><Search size={18} /></IconButton>
        <ThemeToggle />
        <PersonMenu />
      </div>
    </header>
  );
}

function Places({ me }: { me: Me }) {
  const { pathname } = useLocation();
  const here = useRef<HTMLAnchorElement>(null);
  // Browsers answer with a promise, which an effect must not.
  useEffect(() => void here.current?.scrollIntoView({ block: "nearest", inline: "center" }), [pathname]);
  return (
    <nav aria-label={words.title} className="scroll-x z-20 flex shrink-0 gap-1 border-b bg-bg px-3 py-2 max-lg:sticky max-lg:top-[58px] lg:sticky lg:top-[58px] lg:h-[calc(100dvh-58px)] lg:w-[216px] lg:flex-col lg:gap-0 lg:overflow-y-auto lg:border-b-0 lg:border-e lg:px-3 lg:py-4">
      {consoleNavOf(me).map((group) => (
        <div key={group.label} className="flex shrink-0 gap-1 lg:mb-4 lg:flex-col lg:gap-0.5">
          <span className="px-2.5 pb-1 text-[12px] font-[600] text-ink-3 max-lg:hidden">{group.label}</span>
          {group.places.map(({ label, to, icon: Icon }) => {
            const at = isHere(pathname, to);
            return (
              <Link key={to} to={to} ref={at ? here : undefined} activeOptions={{ exact: true }} aria-current={at ? "page" : undefined} className={clsx("flex h-9 shrink-0 items-center gap-2.5 rounded-[10px] px-2.5 text-[14px] transition-colors", at ? "bg-ink font-[650] text-bg" : "font-[530] text-ink-2 hover:bg-sunk")}>
                <Icon size={16} strokeWidth={at ? 2.1 : 1.75} className="shrink-0" />
                {label}
              </Link>
            );
          })}
        </div>
      ))}
    </nav>
  );
}
