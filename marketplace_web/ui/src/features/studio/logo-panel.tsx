import { useId } from "react";
import { useLogo } from "@/api/media";
import type { OwnPublisher } from "@/api/studio";
import { Panel } from "@/components/page-head";
import { Sigil } from "@/brand/sigil";
import { studio } from "@/strings/studio";
import { Button } from "@/ui/button";
import { say, sayProblem } from "@/ui/toast";

const words = studio.profile;

/** The publisher's own mark; without one its flower stands for it. */
export function LogoPanel({ publisher }: { publisher: OwnPublisher }) {
  const { set, remove } = useLogo(publisher.id);
  const id = useId();
  const { logo } = publisher;
  const send = (file: File | undefined) => file && void set.mutateAsync(file).then(() => say(words.logoDone), sayProblem);
  return (
    <Panel title={words.logo}>
      <div className="flex items-center gap-4">
        {logo ? <img src={logo.url} alt="" width={64} height={64} className="size-16 rounded-[18px_18px_18px_6px] border object-cover" /> : <Sigil id={publisher.id} size={64} />}
        <div className="grid justify-items-start gap-1.5">
          {logo?.status === "pending" && <span className="text-[13px] font-[600] text-pollen-text">{words.logoPending}</span>}
          <label htmlFor={id} className="btn btn-ghost btn-sm cursor-pointer has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-[var(--focus)]">
            {words.logoSet}
            <input id={id} type="file" accept="image/png,image/jpeg,image/webp" className="sr-only" onChange={(event) => send(event.target.files?.[0])} />
          </label>
          {logo && <Button size="sm" look="quiet" busy={remove.isPending} onClick={() => remove.mutate(undefined, { onError: sayProblem })}>{words.logoRemove}</Button>}
        </div>
      </div>
      <p className="mt-3 text-[13px] text-ink-3">{words.logoHint}</p>
    </Panel>
  );
}
