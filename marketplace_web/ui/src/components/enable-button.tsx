import { useState } from "react";
import { useEnabling } from "@/api/catalog";
import { questionOf, type Question } from "@/api/tries";
import { ConsentDialog } from "@/components/consent";
import { PausingButton } from "@/components/pausing-button";
import { agents } from "@/strings/agents";
import { tries } from "@/strings/tries";
import type { Look, Size } from "@/ui/button";
import { say, sayProblem } from "@/ui/toast";

interface Props {
  id: string;
  name: string;
  look?: Look;
  size?: Size;
  children?: string;
}

/** Enables an agent; where it sends what it is given to others, that is shown and agreed to first. */
export function EnableButton({ id, name, look = "primary", size, children = agents.enable }: Props) {
  const { enable } = useEnabling(id);
  const [question, setQuestion] = useState<Question | null>(null);
  const go = (agreed?: Question) =>
    enable.mutate(agreed ? { version: agreed.version, hosts: agreed.hosts } : undefined, {
      onSuccess: () => {
        setQuestion(null);
        say(agents.detail.enabledToast(name));
      },
      onError: (error) => {
        const asked = questionOf(error);
        if (asked) setQuestion(asked);
        else sayProblem(error);
      },
    });
  return (
    <>
      <PausingButton look={look} size={size} busy={enable.isPending} onClick={() => go()}>{children}</PausingButton>
      <ConsentDialog question={question} action={tries.consent.agreeEnable} busy={enable.isPending} onAgree={() => question && go(question)} onClose={() => setQuestion(null)} />
    </>
  );
}
