import { Link, Navigate, useLocation } from "@tanstack/react-router";
import { clsx } from "clsx";
import { useEffect, useRef, type ReactNode } from "react";
import { administersTeam, useSession } from "@/api/session";
import { PageHead } from "@/components/page-head";
import { organizationWords as words } from "@/strings/organization";
import { ORGANIZATION_PLACES, type Place } from "./places";

/**
 * Around every page for admins of a team. Nobody else gets here: who works alone is shown how to
 * work with others, and a member what their team is.
 */
export function OrganizationPage({ title, lead, action, back, children }: { title: string; lead?: ReactNode; action?: ReactNode; back?: ReactNode; children: ReactNode }) {
  const me = useSession();
  if (!me) return null;
  if (!administersTeam(me)) return <Navigate to="/app/account/team" replace />;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-x-9 gap-y-5 lg:grid-cols-[172px_minmax(0,1fr)]">
      <Places />
      <div className="min-w-0">
        {back}
        <PageHead title={title} lead={lead} action={action} />
        {children}
      </div>
    </div>
  );
}

function Places() {
  const { pathname } = useLocation();
  const nav = useRef<HTMLElement>(null);
  // On a narrow screen they are a row that scrolls: where one is must be seen.
  useEffect(() => {
    void nav.current?.querySelector<HTMLElement>("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [pathname]);
  return (
    <nav ref={nav} aria-label={words.title} className="scroll-x -mx-4 flex gap-1 px-4 lg:sticky lg:top-[82px] lg:mx-0 lg:block lg:self-start lg:px-0">
      {ORGANIZATION_PLACES.map((group) => (
        <div key={group.label} className="contents lg:mb-5 lg:block">
          <p className="mb-1 hidden px-2.5 text-[12px] font-[600] text-ink-3 lg:block">{group.label}</p>
          {group.places.map((place) => <PlaceLink key={place.to} {...place} here={pathname === place.to || (place.to !== "/app/organization" && pathname.startsWith(`${place.to}/`))} />)}
        </div>
      ))}
    </nav>
  );
}

function PlaceLink({ to, label, icon: Icon, here }: Place & { here: boolean }) {
  return (
    <Link to={to} activeOptions={{ exact: true }} aria-current={here ? "page" : undefined} className={clsx("flex h-9 shrink-0 items-center gap-2.5 whitespace-nowrap rounded-[10px] px-2.5 text-[13.5px] transition-colors max-lg:border", here ? "bg-wash font-[650] text-brand-text max-lg:border-transparent" : "font-[530] text-ink-2 hover:bg-sunk max-lg:bg-surface")}>
      <Icon size={16} strokeWidth={here ? 2.1 : 1.75} className="shrink-0" />
      {label}
    </Link>
  );
}
