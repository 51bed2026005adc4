import { Link } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import { useEffect, type ReactNode } from "react";
import { agents } from "@/strings/agents";

const words = agents.detail;

interface Props {
  title: string;
  lead?: ReactNode;
  /** What it is in, the widest first. */
  path?: readonly { slug: string; name: string }[];
  mark?: ReactNode;
  children?: ReactNode;
}

/** The top of a page about several agents. */
export function PageTop({ title, lead, path = [], mark, children }: Props) {
  useEffect(() => {
    document.title = words.titleOf(title);
  }, [title]);
  return (
    <div className="border-b bg-bg">
      <div className="mx-auto max-w-[1320px] px-5 pb-8 md:px-8">
        <nav aria-label={words.breadcrumb} className="flex flex-wrap items-center gap-1.5 py-5 text-[13.5px] text-ink-3">
          <Link to="/marketplace" viewTransition className="rounded hover:text-ink">{words.market}</Link>
          {path.map((one) => (
            <span key={one.slug} className="contents">
              <ChevronRight size={14} aria-hidden />
              <Link to="/categories/$slug" params={{ slug: one.slug } as never} viewTransition className="rounded hover:text-ink">{one.name}</Link>
            </span>
          ))}
          <ChevronRight size={14} aria-hidden />
          <span className="truncate text-ink" aria-current="page">{title}</span>
        </nav>
        <div className="flex items-start gap-5">
          {mark}
          <div className="min-w-0 flex-1">
            <h1 className="text-[clamp(32px,4vw,46px)]">{title}</h1>
            {lead && <p className="mt-1.5 max-w-[66ch] text-[16.5px] text-ink-2">{lead}</p>}
            {children}
          </div>
        </div>
      </div>
    </div>
  );
}

export function PageBody({ children }: { children: ReactNode }) {
  return <div className="mx-auto max-w-[1320px] px-5 pb-24 pt-7 md:px-8">{children}</div>;
}
