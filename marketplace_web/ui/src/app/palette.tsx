import { Dialog } from "@base-ui/react/dialog";
import { useQuery } from "@tanstack/react-query";
import { useLocation, useNavigate } from "@tanstack/react-router";
import { Command } from "cmdk";
import { Coins, KeyRound, MessageSquareText, Play, Search, SunMoon, type LucideIcon } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { enabledQuery } from "@/api/catalog";
import { useSession } from "@/api/session";
import { Sigil } from "@/brand/sigil";
import { useTheme } from "@/lib/theme";
import { palette as words } from "@/strings/palette";
import { backdrop, popup } from "@/ui/dialog";
import { INBOX, navOf } from "./app-nav";
import { fits, Heading, Row } from "./palette-row";
import { useShell } from "./state";

const FurtherPlaces = lazy(() => import("./palette-places"));

/** What people come for most, before anything is typed. */
const ACTS: readonly { label: string; to: string; search?: Record<string, string>; icon: LucideIcon }[] = [
  { label: words.acts.ask, to: "/app/ask", icon: MessageSquareText },
  { label: words.acts.find, to: "/marketplace", icon: Search },
  { label: words.acts.credits, to: "/app/credits", icon: Coins },
  { label: words.acts.key, to: "/app/keys", icon: KeyRound },
];

/** Find, do, or jump: and what it does not know becomes a goal for Laelia. */
export default function Palette() {
  const { paletteOpen, setPalette } = useShell();
  const [text, setText] = useState("");
  const { data: agents = [] } = useQuery(enabledQuery);
  const me = useSession();
  const navigate = useNavigate();
  const go = (to: string, search?: Record<string, string>) => {
    setPalette(false);
    void navigate({ to, search: search as never, viewTransition: true });
  };
  const inConsole = useLocation({ select: ({ pathname }) => pathname.startsWith("/console") });
  const goal = text.trim();
  const further = me && (goal || inConsole) && <Suspense><FurtherPlaces me={me} only={goal ? undefined : "console"} go={go} /></Suspense>;
  return (
    <Dialog.Root open={paletteOpen} onOpenChange={setPalette}>
      <Dialog.Portal>
        <Dialog.Backdrop className={backdrop} />
        <Dialog.Popup className={`fixed inset-x-4 top-[14vh] z-50 mx-auto max-w-[640px] overflow-hidden rounded-[24px_24px_24px_8px] ${popup}`}>
          <Dialog.Title className="sr-only">{words.title}</Dialog.Title>
          <Command label={words.title} filter={fits} loop>
            <div className="flex items-center gap-3 border-b px-4">
              <Sigil id="laelia" size={30} on={goal.length > 0} />
              <Command.Input value={text} onValueChange={setText} placeholder={words.placeholder} className="h-14 w-full text-ellipsis bg-transparent text-[16px] outline-none placeholder:text-ink-3" />
            </div>
            <Command.List className="max-h-[56vh] overflow-y-auto p-2">
              <Command.Group heading={<Heading>{words.act}</Heading>}>
                {goal && <Row value={`${goal} laelia`} icon={<Play size={17} className="text-brand-text" />} onSelect={() => go("/app/ask", { goal })}>{words.ask(goal)}</Row>}
                {ACTS.map(({ label, to, search, icon: Icon }) => <Row key={label} value={label} icon={<Icon size={17} className="text-brand-text" />} onSelect={() => go(to, search)}>{label}</Row>)}
                <Row value={words.theme} icon={<SunMoon size={17} className="text-brand-text" />} onSelect={() => useTheme.getState().flip()}>{words.theme}</Row>
              </Command.Group>
              {inConsole && further}
              {agents.length > 0 && (
                <Command.Group heading={<Heading>{words.agents}</Heading>}>
                  {agents.map((agent) => (
                    <Row key={agent.id} value={`${agent.name} ${agent.tagline} ${agent.id}`} icon={<Sigil id={agent.id} size={28} />} onSelect={() => go(`/agents/${agent.id}`)}>
                      <span className="truncate max-sm:min-w-0 sm:shrink-0">{agent.name}</span>
                      <span className="ms-2 min-w-0 truncate text-[13px] text-ink-3 max-sm:hidden">{agent.tagline}</span>
                    </Row>
                  ))}
                </Command.Group>
              )}
              <Command.Group heading={<Heading>{words.pages}</Heading>}>
                {[...(me ? navOf(me) : []), INBOX].map(({ label, to, icon: Icon }) => (
                  <Row key={to} value={label} icon={<Icon size={17} className="text-brand-text" />} onSelect={() => go(to)}>{label}</Row>
                ))}
              </Command.Group>
              {!inConsole && further}
            </Command.List>
          </Command>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
