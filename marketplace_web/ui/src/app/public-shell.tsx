import { Link, Outlet, useLocation } from "@tanstack/react-router";
import { clsx } from "clsx";
import { Menu as MenuIcon, X } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useSession } from "@/api/session";
import { Logo } from "@/brand/logo";
import { facts } from "@/lib/facts";
import { common } from "@/strings/common";
import { shell } from "@/strings/shell";
import { ButtonLink, IconButton } from "@/ui/button";
import { SkipLink } from "./skip-link";
import { ThemeToggle } from "./theme-toggle";

const LINKS = [
  { label: shell.nav.marketplace, to: "/marketplace" },
  { label: shell.nav.creators, to: "/", hash: "creators" },
  { label: shell.nav.pricing, to: "/", hash: "pricing" },
  { label: shell.nav.security, to: "/", hash: "security" },
  { label: shell.nav.docs, to: "/docs" },
] as const;

export function PublicShell({ children }: { children?: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <SkipLink />
      <PublicNav />
      <main id="main" tabIndex={-1} className="flex-1 outline-none">{children ?? <Outlet />}</main>
      <Footer />
    </div>
  );
}

function PublicNav() {
  const [open, setOpen] = useState(false);
  const { pathname } = useLocation();
  const close = () => setOpen(false);
  return (
    <header className={clsx("sticky top-0 z-40", pathname === "/" && !open ? "glass" : "border-b bg-bg")}>
      <div className="mx-auto flex h-[68px] max-w-[1320px] items-center gap-2 px-5 md:px-8">
        <Link to="/" aria-label={common.home} className="me-4 rounded-lg"><Logo /></Link>
        <nav aria-label={shell.main} className="hidden items-center gap-1 lg:flex"><NavLinks /></nav>
        <div className="ms-auto flex items-center gap-1.5">
          <ThemeToggle />
          <Entry />
          <IconButton label={shell.menu} aria-expanded={open} className="lg:hidden" onClick={() => setOpen(!open)}>
            {open ? <X size={20} /> : <MenuIcon size={20} />}
          </IconButton>
        </div>
      </div>
      {open && (
        <nav aria-label={shell.main} className="line-in grid gap-1 border-t bg-bg px-5 pb-5 pt-3 lg:hidden">
          <NavLinks onNavigate={close} />
          <Link to="/login" onClick={close} className="btn btn-quiet !justify-start sm:hidden">{shell.signIn}</Link>
        </nav>
      )}
    </header>
  );
}

function NavLinks({ onNavigate }: { onNavigate?: () => void }) {
  return (
    <>
      {LINKS.map((link) => (
        <Link key={link.label} to={link.to} onClick={onNavigate} hash={"hash" in link ? link.hash : undefined} viewTransition className="btn btn-sm btn-quiet !justify-start !text-[14px] !font-[550] max-lg:!h-11">
          {link.label}
        </Link>
      ))}
    </>
  );
}

function Entry() {
  const me = useSession();
  // Until it is known, as it was the last time: what is there does not move then.
  if (me !== null) return <ButtonLink to="/app" look="primary">{shell.openApp}</ButtonLink>;
  return (
    <>
      <ButtonLink to="/login" look="quiet" className="max-sm:!hidden">{shell.signIn}</ButtonLink>
      <ButtonLink to="/signup" look="primary">{shell.startFree}</ButtonLink>
    </>
  );
}

function Footer() {
  return (
    <footer className="border-t bg-bg">
      <div className="mx-auto flex max-w-[1320px] flex-wrap items-center gap-x-6 gap-y-2 px-5 py-8 text-[13.5px] text-ink-3 md:px-8">
        <span className="me-auto flex items-center gap-2.5"><Logo size={20} word={false} />{shell.tagline}</span>
        <nav aria-label={shell.footer} className="flex flex-wrap gap-x-6 gap-y-2">
          <a className="hover:text-ink" href="/status">{shell.status}</a>
          <Link className="hover:text-ink" to="/docs">{shell.nav.docs}</Link>
          <a className="hover:text-ink" href="/docs/reference">{shell.reference}</a>
          <a className="hover:text-ink" href="/docs/errors">{shell.errors}</a>
          <a className="hover:text-ink" href="/openapi.json">{shell.openapi}</a>
          <Link className="hover:text-ink" to="/legal/terms">{shell.terms}</Link>
          <Link className="hover:text-ink" to="/legal/privacy">{shell.privacy}</Link>
          {facts?.imprintUrl && <a className="hover:text-ink" href={facts.imprintUrl} rel="noreferrer">{shell.imprint}</a>}
        </nav>
      </div>
    </footer>
  );
}
