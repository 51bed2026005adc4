import { BadgeCheck, Check, CircleDollarSign, KeyRound, Link2, Lock, ReceiptText, Server, ShieldCheck, Trash2, type LucideIcon } from "lucide-react";
import { LineBloom } from "@/brand/line-bloom";
import { facts } from "@/lib/facts";
import { landing } from "@/strings/landing";
import { ButtonLink } from "@/ui/button";

const TITLE = "text-[clamp(32px,3.8vw,52px)]";
const CREATOR_ICONS: LucideIcon[] = [CircleDollarSign, Lock, Server];
const SECURITY_ICONS: LucideIcon[] = [Lock, Link2, Trash2, ReceiptText, KeyRound, ShieldCheck];

interface Point {
  title: string;
  text: string;
}

function Points({ points, icons, className }: { points: readonly Point[]; icons: LucideIcon[]; className: string }) {
  return (
    <ul className={className}>
      {points.map((point, i) => {
        const Icon = icons[i] ?? BadgeCheck;
        return (
          <li key={point.title} className="reveal">
            <span className="petal grid size-11 place-items-center bg-wash text-brand-text"><Icon size={20} strokeWidth={1.75} /></span>
            <h3 className="mt-3.5 text-[18.5px] !tracking-[-.02em]">{point.title}</h3>
            <p className="mt-1.5 text-[15px] leading-[1.55] text-ink-2">{point.text}</p>
          </li>
        );
      })}
    </ul>
  );
}

export function Creators() {
  const words = landing.creators;
  return (
    <section id="creators" className="border-y bg-soft" aria-labelledby="creators-title">
      <div className="mx-auto grid max-w-[1320px] gap-10 px-5 py-20 md:px-8 lg:grid-cols-[420px_1fr]">
        <div>
          <h2 id="creators-title" className={TITLE}>{words.title}</h2>
          <p className="mt-3 text-[16.5px] leading-[1.55] text-ink-2">{words.lead}</p>
          <ButtonLink to="/signup" look="ghost" size="lg" className="mt-6">{words.action}</ButtonLink>
        </div>
        <div>
          <Points points={words.points} icons={CREATOR_ICONS} className="grid gap-8 sm:grid-cols-3" />
          {facts && (
            <p className="petal-card reveal mt-9 flex flex-wrap items-center gap-x-5 gap-y-2 p-5 text-[15px] text-ink-2">
              <span className="chip">{words.example}</span>
              {words.sold(facts.creatorPercent)}
              <b className="display text-[34px] sm:ms-auto text-brand-text">{words.yours(facts.creatorPercent)}</b>
            </p>
          )}
        </div>
      </div>
    </section>
  );
}

export function Pricing() {
  const words = landing.pricing;
  return (
    <section id="pricing" className="mx-auto max-w-[1320px] px-5 py-20 md:px-8" aria-labelledby="pricing-title">
      <h2 id="pricing-title" className={TITLE}>{words.title}</h2>
      <p className="mt-3 max-w-[62ch] text-[16.5px] leading-[1.55] text-ink-2">{words.lead}</p>
      <ul className="mt-9 grid gap-4 md:grid-cols-3">
        {words.tiers.map((tier) => (
          <li key={tier.name} className="petal-card reveal p-6">
            <h3 className="text-[16px] text-ink-3">{tier.name}</h3>
            <p className="display mt-1 text-[34px]">{tier.price}</p>
            <ul className="mt-4 grid gap-2.5">
              {tier.points.map((point) => (
                <li key={point} className="flex items-start gap-2.5 text-[15px] text-ink-2"><Check size={17} strokeWidth={2.4} className="mt-0.5 shrink-0 text-fern-text" />{point}</li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
      <div className="mt-6 flex flex-wrap items-center gap-x-5 gap-y-3">
        <ButtonLink to="/signup" look="primary" size="lg">{words.action}</ButtonLink>
        {facts && <p className="text-[15px] text-ink-2">{words.gift(facts.welcomeCredits, facts.welcomeDays, facts.usdPerCredit)}</p>}
      </div>
    </section>
  );
}

export function Security() {
  const words = landing.security;
  return (
    <section id="security" className="border-y bg-soft" aria-labelledby="security-title">
      <div className="mx-auto max-w-[1320px] px-5 py-20 md:px-8">
        <h2 id="security-title" className={TITLE}>{words.title}</h2>
        <p className="mt-3 max-w-[56ch] text-[16.5px] text-ink-2">{words.lead}</p>
        <Points points={words.points} icons={SECURITY_ICONS} className="mt-10 grid gap-x-10 gap-y-9 sm:grid-cols-2 lg:grid-cols-3" />
      </div>
    </section>
  );
}

export function Questions() {
  const words = landing.faq;
  return (
    <section className="mx-auto grid max-w-[1320px] gap-8 px-5 py-20 md:px-8 lg:grid-cols-[420px_1fr]" aria-labelledby="faq-title">
      <h2 id="faq-title" className={TITLE}>{words.title}</h2>
      <div>
        {words.items.map((item) => (
          <details key={item.q} className="group border-b py-1 first:border-t">
            <summary className="flex list-none items-center gap-4 rounded-lg py-3.5 text-[17px] font-[600] [&::-webkit-details-marker]:hidden">
              <span className="flex-1">{item.q}</span>
              <span aria-hidden className="text-[22px] font-[400] text-brand-text transition-transform duration-300 group-open:rotate-45">+</span>
            </summary>
            <p className="max-w-[66ch] pb-4 text-[15.5px] leading-[1.6] text-ink-2">{item.a}</p>
          </details>
        ))}
      </div>
    </section>
  );
}

export function Closing() {
  const words = landing.closing;
  return (
    <section className="mx-auto max-w-[1320px] px-5 pb-20 md:px-8" aria-labelledby="closing-title">
      <div className="relative overflow-hidden rounded-[32px_32px_32px_10px] bg-orchid-700 px-7 py-12 text-white md:px-14 md:py-16">
        <LineBloom size={640} className="draws pointer-events-none absolute -end-10 -top-16 text-orchid-200 max-md:opacity-40" />
        <h2 id="closing-title" className="relative max-w-[15ch] text-[clamp(36px,5vw,64px)]">{words.title}</h2>
        <p className="relative mt-4 max-w-[46ch] text-[17px]">{words.lead}</p>
        <div className="relative mt-7 flex flex-wrap gap-3">
          <ButtonLink to="/marketplace" look="quiet" size="lg" className="!bg-white !text-orchid-700 hover:!bg-[#ffeaf8]">{words.browse}</ButtonLink>
          <ButtonLink to="/signup" look="quiet" size="lg" className="!border-white/45 !text-white hover:!bg-white/10">{words.start}</ButtonLink>
        </div>
      </div>
    </section>
  );
}
