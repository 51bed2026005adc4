import { clsx } from "clsx";
import { useState } from "react";
import { CLIENTS } from "@/lib/clients";
import { docs } from "@/strings/docs";
import { keysWords } from "@/strings/keys";
import { ButtonLink } from "@/ui/button";
import { CodeBlock } from "@/ui/copy";

/** How each program is told of this hub, without a key in it. */
export function Programs() {
  const [chosen, setChosen] = useState(0);
  const setup = CLIENTS[chosen] ?? CLIENTS[0];
  if (!setup) return null;
  return (
    <>
      <div role="group" aria-label={docs.program} className="flex flex-wrap gap-2">
        {CLIENTS.map((one, i) => (
          <button key={one.name} type="button" aria-pressed={i === chosen} onClick={() => setChosen(i)} className={clsx("chip !h-9 !rounded-[12px] !px-3.5 !text-[13.5px] transition-colors", i === chosen ? "!border-orchid-400 !bg-wash !text-brand-text" : "hover:!border-line-2")}>
            {keysWords.clients[one.name]}
          </button>
        ))}
      </div>
      <p className="mt-4 text-[14.5px] text-ink-2">{keysWords.where[setup.name]}</p>
      <CodeBlock className="mt-3" code={setup.code(location.origin, `<${docs.key}>`)} label={keysWords.clients[setup.name]} />
      {!setup.keyless && <ButtonLink to="/app/keys" className="mt-3.5">{docs.makeKey}</ButtonLink>}
    </>
  );
}
