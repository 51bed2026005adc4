import { useQuery } from "@tanstack/react-query";
import { domainsQuery, type Connection } from "@/api/sign-in-settings";
import { signInWords } from "@/strings/sign-in-settings";
import { Row } from "./parts";
import { useChangeConnection } from "./use-change-connection";

const words = signInWords.connection;

/** Of the verified ones. */
export function ConnectionDomains({ connection }: { connection: Connection }) {
  const { data = [] } = useQuery(domainsQuery);
  const set = useChangeConnection(connection);
  const verified = data.filter((one) => one.verified_at).map((one) => one.domain);
  const all = [...new Set([...verified, ...connection.domains])];
  const toggle = (domain: string) => set.mutate({ domains: connection.domains.includes(domain) ? connection.domains.filter((one) => one !== domain) : [...connection.domains, domain] });
  return (
    <Row title={words.domains} hint={words.domainsHint}>
      {all.length === 0 && <span className="text-[13.5px] text-ink-3">{words.noDomains}</span>}
      <div className="flex flex-wrap gap-x-5 gap-y-2">
        {all.map((domain) => (
          <label key={domain} className="flex cursor-pointer items-center gap-2 text-[14px]">
            <input type="checkbox" className="size-[18px] accent-[var(--brand)]" checked={connection.domains.includes(domain)} disabled={set.isPending} onChange={() => toggle(domain)} />
            {domain}
          </label>
        ))}
      </div>
    </Row>
  );
}
