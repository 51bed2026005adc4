import { Link, useLocation } from "@tanstack/react-router";
import { clsx } from "clsx";
import type { ReactNode } from "react";
import { studio } from "@/strings/studio";
import { STUDIO_PLACES } from "./places";

const words = studio.nav;
/** Around every page of the studio: its places, and what stands in the way of publishing. */
export function StudioFrame({ children }: { children: ReactNode }) {
  const { pathname } = useLocation();
  const isHere = (to: string) => (to === "/studio" ? !STUDIO_PLACES.some((one) => one.to !== "/studio" && pathname.startsWith(one.to)) : pathname.startsWith(to));
  return (
    <>
      <nav aria-label={words.label} className="scroll-x mb-6 flex gap-1">
        {STUDIO_PLACES.map(({ to, label }) => (
          <Link key={to} to={to} activeOptions={{ exact: true }} aria-current={isHere(to) ? "page" : undefined} className={clsx("flex h-9 shrink-0 items-center rounded-[11px] px-3.5 text-[14px] font-[600] transition-colors", isHere(to) ? "bg-wash text-brand-text" : "text-ink-2 hover:bg-sunk hover:text-ink")}>{label}</Link>
        ))}
      </nav>
      {children}
    </>
  );
}
