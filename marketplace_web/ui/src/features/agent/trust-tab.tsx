import { ShieldCheck } from "lucide-react";
import type { ReactNode } from "react";
import type { Listing } from "@/api/catalog";
import { listed } from "@/lib/format";
import { agentPage } from "@/strings/agent-page";
import { common } from "@/strings/common";
import { reviews } from "@/strings/reviews";

const words = reviews.trust;

/** Declared by the publisher; `hosts` by the manifest. The hub leaves the shape open. */
interface Handling {
  hosts?: readonly string[];
  stores_input?: boolean;
  retention_days?: number | null;
  trains_on_input?: boolean;
  regions?: readonly string[];
  statement?: string;
}

interface Support {
  url?: string | null;
  email?: string | null;
  documentation_url?: string | null;
}

export function TrustTab({ listing }: { listing: Listing }) {
  const data = listing.data_handling as Handling;
  const kept = data.retention_days ? words.retention(data.retention_days) : common.yes;
  const rows: [string, string][] = [
    [words.hosts, listed(data.hosts ?? []) || words.noHosts],
    [words.stores, data.stores_input ? kept : common.no],
    [words.trains, data.trains_on_input ? common.yes : common.no],
    [words.regions, listed(data.regions?.map((region) => region.toUpperCase()) ?? []) || words.anyRegion],
  ];
  return (
    <div className="grid gap-8">
      <section>
        <h2 className="text-[21px]">{agentPage.asks}</h2>
        {listing.permissions.length === 0 && <p className="mt-3 text-[15px] text-ink-2">{agentPage.asksNothing}</p>}
        <ul className="mt-3 grid gap-2">
          {listing.permissions.map((one) => <li key={`${one.permission} ${one.target}`} className="flex gap-2.5 text-[15px] text-ink-2"><ShieldCheck size={17} className="mt-0.5 shrink-0 text-brand-text" />{one.text}</li>)}
        </ul>
      </section>
      <section>
        <h2 className="text-[21px]">{words.data}</h2>
        <dl className="mt-3 grid gap-px overflow-hidden rounded-[20px_20px_20px_7px] border bg-line sm:grid-cols-2">
          {rows.map(([label, value]) => (
            <div key={label} className="min-w-0 bg-surface px-4 py-3.5">
              <dt className="text-[13px] text-ink-3">{label}</dt>
              <dd className="mt-0.5 break-words text-[14.5px] font-[600]">{value}</dd>
            </div>
          ))}
        </dl>
        {data.statement && <p className="mt-3 max-w-[68ch] whitespace-pre-line text-[15px] text-ink-2">{data.statement}</p>}
        <p className="mt-3 text-[13.5px] text-ink-3">{words.declared}</p>
      </section>
      <Help support={listing.support as Support} />
    </div>
  );
}

function Help({ support: { url, email, documentation_url } }: { support: Support }) {
  return (
    <section>
      <h2 className="text-[21px]">{words.support}</h2>
      {!url && !email && !documentation_url && <p className="mt-3 text-[15px] text-ink-2">{words.noSupport}</p>}
      <p className="mt-3 flex flex-wrap gap-x-5 gap-y-2 text-[15px]">
        {url && <Outside to={url}>{words.website}</Outside>}
        {documentation_url && <Outside to={documentation_url}>{words.docs}</Outside>}
        {email && <a className="link" href={`mailto:${email}`}>{email}</a>}
      </p>
    </section>
  );
}

/** What a publisher named: the hub took no other than https addresses, and neither does this. */
function Outside({ to, children }: { to: string; children: ReactNode }) {
  return to.startsWith("https://") ? <a className="link" href={to} rel="noopener noreferrer nofollow" target="_blank">{children}</a> : <span>{to}</span>;
}
