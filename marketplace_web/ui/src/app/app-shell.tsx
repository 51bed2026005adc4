import { useQuery } from "@tanstack/react-query";
import { Outlet } from "@tanstack/react-router";
import { useEffect, type ReactNode } from "react";
import { sessionQuery, whilePaused } from "@/api/session";
import { Logo } from "@/brand/logo";
import { common } from "@/strings/common";
import { waiting as words } from "@/strings/waiting";
import { AskToSignIn } from "./ask-to-sign-in";
import { ClosedBanner } from "./closed-banner";
import { Commands } from "./commands";
import { MobileBar } from "./mobile-bar";
import { Sidebar } from "./sidebar";
import { MoneyBanner } from "./money-banner";
import { OutOfReach } from "./out-of-reach";
import { registerWorker } from "./register-worker";
import { SkipLink } from "./skip-link";
import { TopBar } from "./top-bar";

const SETTLED_AFTER_MS = 1200;
const AGAIN_MS = 5000;

/** Around every page of who is signed in; anybody else is asked to sign in first. */
export function AppShell() {
  const { data: me, isError, fetchStatus, refetch } = useQuery({ ...sessionQuery, refetchInterval: (query) => (query.state.status === "error" ? AGAIN_MS : whilePaused(query)) });
  useKeptForOffline(Boolean(me));
  if (me === null) return <AskToSignIn />;
  if (me === undefined) return <Waiting>{(isError || fetchStatus === "paused") && <OutOfReach title={words.outOfReachTitle} retry={() => void refetch()}>{words.outOfReach}</OutOfReach>}</Waiting>;
  return (
    <div className="flex min-h-dvh bg-soft">
      <SkipLink />
      <Sidebar me={me} />
      <div className="flex min-w-0 flex-1 flex-col">
        <TopBar />
        <ClosedBanner me={me} />
        <main id="main" tabIndex={-1} className="mx-auto [--gutter:16px] w-full min-w-0 max-w-[1240px] flex-1 px-4 py-6 pb-28 outline-none md:px-6 md:pb-12">
          <MoneyBanner me={me} />
          <Outlet />
        </main>
        <MobileBar />
      </div>
      <Commands />
    </div>
  );
}

/** The frame of every page, empty: what comes next takes its places, and nothing moves. */
function Waiting({ children }: { children: ReactNode }) {
  return (
    <div className="flex min-h-dvh bg-soft" {...(!children && { role: "status", "aria-label": common.loading })}>
      <div className="hidden w-[212px] shrink-0 border-e bg-bg px-5 py-4 md:block"><Logo size={24} /></div>
      <div className="min-w-0 flex-1">
        <div className="flex h-[58px] items-center border-b bg-bg px-4"><span className="md:hidden"><Logo size={26} /></span></div>
        {children || <div className="mx-auto grid max-w-[1240px] gap-4 px-4 py-6 md:px-6"><span className="skeleton h-10 w-[min(420px,70%)]" /><span className="skeleton h-32" /><span className="skeleton h-72" /></div>}
      </div>
    </div>
  );
}

/** Whoever works here has the app without the network, too; who only looks is left nothing. */
function useKeptForOffline(known: boolean): void {
  useEffect(() => {
    if (!known) return;
    const timer = setTimeout(() => void registerWorker(), SETTLED_AFTER_MS);
    return () => clearTimeout(timer);
  }, [known]);
}
