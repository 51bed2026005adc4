import { call } from "@/api/client";
import type { Member } from "@/api/organization";
import { organizationWords } from "@/strings/organization";
import { Confirm } from "./parts";
import { useAct } from "./use-act";

const words = organizationWords.members;
export type Asked = "remove" | "offer" | "step";

interface Props {
  asked: Asked;
  member: Member;
  name: string;
  close: () => void;
  /** Steps down from admin, which the line itself does. */
  step: () => void;
  busy: boolean;
}

/** What is asked before somebody's seat changes hands. */
export default function MemberActs({ asked, member, name, close, step, busy }: Props) {
  if (asked === "remove") return <Remove member={member} name={name} close={close} />;
  if (asked === "offer") return <Offer member={member} name={name} close={close} />;
  return <Confirm open onOpenChange={close} title={words.stepTitle} action={words.step} busy={busy} onConfirm={step}><p>{words.stepText}</p></Confirm>;
}

type Asking = Pick<Props, "member" | "name" | "close">;

function Remove({ member, name, close }: Asking) {
  const remove = useAct(() => call("DELETE /v1/members/{user_id}", { path: { user_id: member.user_id } }), { stale: ["members", "teams", "audit", "session"], done: words.removed(name), after: close });
  return <Confirm open onOpenChange={close} title={words.removeTitle(name)} action={words.remove} busy={remove.isPending} onConfirm={() => remove.mutate(undefined)}><p>{words.removeText}</p></Confirm>;
}

function Offer({ member, name, close }: Asking) {
  const offer = useAct(() => call("POST /v1/organizations/current/transfer", { body: { user_id: member.user_id } }), { stale: ["transfer"], done: words.offered(name), after: close });
  return <Confirm open onOpenChange={close} title={words.offerTitle(name)} action={words.offer} busy={offer.isPending} danger={false} onConfirm={() => offer.mutate(undefined)}><p>{words.offerText}</p></Confirm>;
}
