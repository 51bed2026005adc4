import { Link } from "@tanstack/react-router";
import { ShieldCheck } from "lucide-react";
import type { Listing } from "@/api/catalog";
import { agentPage } from "@/strings/agent-page";
import { agents } from "@/strings/agents";

const words = agentPage;
const SHOWN = 3;

/** What an agent asks for, beside the button that gives it. All of it is in the tab. */
export function Asks({ permissions }: { permissions: Listing["permissions"] }) {
  const texts = permissions.map((one) => one.text);
  const more = texts.length - SHOWN;
  return (
    <section aria-label={words.asks} className="mt-4 flex items-start gap-2.5 text-[14px] text-ink-2">
      <ShieldCheck size={17} className="mt-0.5 shrink-0 text-brand-text" aria-hidden />
      <p>
        {texts.length === 0 ? words.asksNothing : texts.slice(0, SHOWN).join(" ")}
        {more > 0 && ` ${words.asksMore(more)}`}
        {" "}
        <Link to="." search={{ tab: "trust" } as never} replace resetScroll={false} className="link">{agents.detail.trust}</Link>
      </p>
    </section>
  );
}
