import { Link, useLocation } from "@tanstack/react-router";
import { clsx } from "clsx";
import { CreditCard, House, LayoutGrid, MessageSquareText, Rows3 } from "lucide-react";
import { shell } from "@/strings/shell";
import { isAt, type NavItem } from "./app-nav";

const LEFT: NavItem[] = [
  { label: shell.short.home, to: "/app", icon: House },
  { label: shell.short.marketplace, to: "/marketplace", icon: LayoutGrid },
];
const RIGHT: NavItem[] = [
  { label: shell.short.runs, to: "/app/runs", icon: Rows3 },
  { label: shell.short.credits, to: "/app/credits", icon: CreditCard },
];

export function MobileBar() {
  return (
    <nav aria-label={shell.workspace} className="fixed inset-x-3 bottom-3 z-40 flex h-[60px] items-center justify-around rounded-[20px] border bg-raise shadow-3 md:hidden">
      {LEFT.map((item) => <Item key={item.to} {...item} />)}
      <Link to="/app/ask" aria-label={shell.app.ask} className="petal -mt-7 grid size-[54px] place-items-center bg-brand text-on-brand shadow-glow">
        <MessageSquareText size={23} />
      </Link>
      {RIGHT.map((item) => <Item key={item.to} {...item} />)}
    </nav>
  );
}

function Item({ label, to, icon: Icon }: NavItem) {
  const here = isAt(useLocation().pathname, to);
  return (
    <Link to={to} activeOptions={{ exact: true }} aria-current={here ? "page" : undefined} className={clsx("flex w-[66px] flex-col items-center gap-0.5 py-1 text-[11.5px] font-[600]", here ? "text-brand-text" : "text-ink-3")}>
      <Icon size={20} strokeWidth={here ? 2.2 : 1.75} />
      {label}
    </Link>
  );
}
