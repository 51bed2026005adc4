import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Bell, Building2, CircleUserRound, LogOut, Search, ShieldCheck, Wrench } from "lucide-react";
import { unreadQuery } from "@/api/account";
import { administersTeam, useSession, useSignOut } from "@/api/session";
import { Logo } from "@/brand/logo";
import { useNarrow } from "@/lib/media";
import { common } from "@/strings/common";
import { organizationWords } from "@/strings/organization";
import { shell } from "@/strings/shell";
import { IconButton } from "@/ui/button";
import { Menu, MenuItem } from "@/ui/menu";
import { INBOX, navOf } from "./app-nav";
import { CreditPill } from "./credit-meter";
import { useShell } from "./state";
import { ThemeToggle } from "./theme-toggle";

/** On the phone's bar, or in the menu by themselves. */
const IN_BAR = ["/app", "/marketplace", "/app/ask", "/app/runs", "/app/credits", "/app/account", "/app/organization"];

const openPalette = () => useShell.getState().setPalette(true);

export function TopBar() {
  return (
    <header className="sticky top-0 z-30 flex h-[58px] items-center gap-1.5 border-b bg-bg px-4 md:px-6">
      <Link to="/" className="flex rounded-lg md:hidden" aria-label={common.home}><Logo size={26} /></Link>
      <span className="flex-1" />
      <CreditPill />
      <button type="button" onClick={openPalette} className="hidden h-9 w-[270px] items-center gap-2 rounded-[11px] border bg-surface px-3 text-[13.5px] text-ink-3 transition-colors hover:border-line-2 lg:flex">
        <Search size={15} />
        {shell.search}
        <kbd className="ms-auto rounded-md bg-sunk px-1.5 py-0.5 font-sans text-[11.5px]">⌘K</kbd>
      </button>
      <IconButton label={shell.search} className="lg:!hidden" onClick={openPalette}><Search size={18} /></IconButton>
      <InboxLink />
      <ThemeToggle />
      <PersonMenu places />
    </header>
  );
}

function InboxLink() {
  const { data = 0 } = useQuery(unreadQuery);
  return (
    <Link to={INBOX.to} className="btn btn-quiet btn-icon relative" aria-label={shell.unread(data)} title={shell.unread(data)}>
      <Bell size={18} />
      {data > 0 && <i className="pop absolute end-2 top-2 size-2 rounded-full bg-brand ring-2 ring-[var(--bg)]" />}
    </Link>
  );
}

/** What is done with the account; on a phone also every place that its bar has no room for. */
export function PersonMenu({ places = false }: { places?: boolean }) {
  const me = useSession();
  const navigate = useNavigate();
  const signOut = useSignOut();
  const narrow = useNarrow();
  const more = me && places && narrow ? navOf(me).filter(({ to }) => !IN_BAR.includes(to)) : [];
  return (
    <Menu label={shell.personMenu} trigger={<CircleUserRound size={21} strokeWidth={1.6} />}>
      {more.map(({ label, to, icon: Icon }) => <MenuItem key={to} onSelect={() => void navigate({ to })}><Icon size={16} />{label}</MenuItem>)}
      <MenuItem onSelect={() => void navigate({ to: "/app/account" })}><ShieldCheck size={16} />{shell.app.account}</MenuItem>
      {me && administersTeam(me) && <MenuItem onSelect={() => void navigate({ to: "/app/organization" })}><Building2 size={16} />{organizationWords.title}</MenuItem>}
      {me?.user.platform_role && <MenuItem onSelect={() => void navigate({ to: "/console" })}><Wrench size={16} />{shell.console}</MenuItem>}
      <MenuItem onSelect={() => signOut.mutate(undefined, { onSettled: () => void navigate({ to: "/" }) })}><LogOut size={16} />{shell.signOut}</MenuItem>
    </Menu>
  );
}
