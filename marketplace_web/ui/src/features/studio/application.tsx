import { Hourglass, ShieldAlert, Sprout } from "lucide-react";
import type { OwnPublisher } from "@/api/studio";
import { LineBloom } from "@/brand/line-bloom";
import { studio } from "@/strings/studio";
import { ButtonLink } from "@/ui/button";

const words = studio.home;

/** How far somebody is as a creator; nothing once they are let in. */
export function Application({ publisher }: { publisher: OwnPublisher | null }) {
  if (publisher === null) return <Invitation />;
  if (publisher.status === "active") return null;
  const waits = publisher.status === "review" || publisher.status === "created";
  const Icon = waits ? Hourglass : ShieldAlert;
  const title = waits ? words.waitingTitle : publisher.status === "denied" ? words.deniedTitle : publisher.status === "blocked" ? words.blockedTitle : (studio.publisherStates[publisher.status] ?? publisher.status);
  return (
    <section role="note" className={`flex flex-wrap items-start gap-x-4 gap-y-3 rounded-[20px_20px_20px_7px] px-5 py-4 ${waits ? "bg-iris-wash" : "bg-ember-wash"}`}>
      <Icon size={21} className={`mt-0.5 shrink-0 ${waits ? "text-iris-text" : "text-ember-text"}`} aria-hidden />
      <div className="min-w-0 flex-1 basis-[300px]">
        <h2 className={`text-[17px] !tracking-[-.02em] ${waits ? "text-iris-text" : "text-ember-text"}`}>{title}</h2>
        <p className="mt-0.5 text-[14.5px] text-ink-2">{publisher.status_reason ?? (waits ? words.waiting : null)}</p>
      </div>
      {!waits && <ButtonLink to="/studio/decisions" size="sm">{words.why}</ButtonLink>}
    </section>
  );
}

function Invitation() {
  const { apply } = studio;
  return (
    <section className="relative isolate overflow-hidden rounded-[24px_24px_24px_8px] bg-[#98177e] px-6 py-6 text-white shadow-glow sm:px-8">
      <LineBloom size={300} className="pointer-events-none absolute -end-10 -top-12 -z-10 opacity-30" />
      <h2 className="flex items-center gap-2.5 text-[clamp(21px,2.4vw,27px)]"><Sprout size={24} aria-hidden />{apply.title}</h2>
      <p className="mt-2 max-w-[58ch] text-[15px]">{apply.lead}</p>
      <ButtonLink to="/studio/apply" className="mt-4 !border-transparent !bg-white !text-[#98177e] hover:!bg-[#ffeaf8]">{apply.send}</ButtonLink>
    </section>
  );
}
