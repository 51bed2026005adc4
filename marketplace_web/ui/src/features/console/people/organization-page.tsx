import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { ordersQuery, sharesQuery } from "@/api/console/money";
import { creditsOfQuery, organizationQuery, rightsQuery, type OrganizationDetail } from "@/api/console/people";
import { useAct } from "@/api/console/shared";
import { PageHead, Panel } from "@/components/page-head";
import { Sigil } from "@/brand/sigil";
import { at, credits, onDay, sentence } from "@/lib/format";
import { peopleWords } from "@/strings/console-people";
import { IdChip } from "@/ui/copy";
import { Failed, Skeletons } from "@/ui/states";
import { Back, Badge, Facts, State, useMay } from "../parts/bits";
import { Events } from "../parts/events";
import { ActButton } from "../parts/act-button";
import { Face } from "./face";
import { GrantAgent } from "./grant-agent";
import { GrantCredits } from "./grant-credits";
import { OrdersOf, RightsOf } from "./of-organization";
import { ShareOf } from "./share";

const { organization: words, acts } = peopleWords;

export default function OrganizationPage() {
  const { id = "" } = useParams({ strict: false }) as { id?: string };
  const { data: found, error, refetch } = useQuery(organizationQuery(id));
  return (
    <>
      <Back to="/console/organizations">{words.back}</Back>
      {error && <Failed error={error} retry={() => void refetch()} />}
      {!found && !error && <Skeletons count={3} className="grid gap-4" each="h-32" />}
      {found && <Whole found={found} />}
    </>
  );
}

/** Shown whole: what is below must not move when what is above it arrives. */
function Whole({ found }: { found: OrganizationDetail }) {
  const may = useMay();
  const balance = useQuery({ ...creditsOfQuery(found.id), enabled: may("grants.read") });
  const rights = useInfiniteQuery({ ...rightsQuery(found.id), enabled: may("grants.read") });
  const orders = useInfiniteQuery({ ...ordersQuery({ organization_id: found.id }), enabled: may("billing.administer") });
  const shares = useQuery({ ...sharesQuery(found.id), enabled: may("billing.administer") });
  if (balance.isLoading || rights.isLoading || orders.isLoading || shares.isLoading) return <Skeletons count={3} className="grid gap-4" each="h-32" />;
  return (
    <>
      <PageHead
        title={<span className="flex items-center gap-3"><Sigil id={found.id} size={44} />{found.name || peopleWords.erased}</span>}
        lead={<span className="flex flex-wrap items-center gap-2"><State of={found.status} words={peopleWords.states} /><span>{peopleWords.organizations.types[found.type] ?? found.type}</span><IdChip id={found.id} /></span>}
        action={<><Acts found={found} /><Erase found={found} /></>}
      />
      {found.status_reason && <p role="status" className="mb-4 rounded-[16px_16px_16px_6px] bg-pollen-wash px-4 py-3 text-[14.5px]"><b className="text-pollen-text">{words.why}</b> {found.status_reason}{found.delete_at && ` ${words.deleteAt} ${at(found.delete_at)}.`}</p>}
      <div className="grid gap-4 lg:grid-cols-2">
        <Members found={found} />
        {may("grants.read") && <Balance found={found} />}
      </div>
      <div className="mt-4 grid gap-4">
        {may("grants.read") && <Panel title={words.rights} action={may("grants.write") && <GrantAgent found={found} />}><RightsOf id={found.id} /></Panel>}
        {may("billing.administer") && <ShareOf found={found} />}
        {may("billing.administer") && <Panel title={words.orders}><OrdersOf id={found.id} /></Panel>}
        {may("audit.read") && <Panel title={words.events}><Events wanted={{ organization_id: found.id }} /></Panel>}
      </div>
    </>
  );
}

function Members({ found }: { found: OrganizationDetail }) {
  const may = useMay();
  const setOwner = useAct("PUT /v1/admin/organizations/{organization_id}/owner");
  const path = { organization_id: found.id };
  const hands = may("organizations.suspend") && found.type === "team";
  return (
    <Panel title={words.members}>
      {found.members.length === 0 && <p className="text-[14px] text-ink-3">{words.noMembers}</p>}
      <ul className="-mx-2 grid gap-1 [&>li]:min-w-0">
        {found.members.map((one) => (
          <li key={one.user_id} className="flex items-center gap-2.5 rounded-[12px] px-2 py-1.5 hover:bg-surface-2">
            <Link to={`/console/people/${one.user_id}`} className="min-w-0 flex-1 rounded"><Face name={one.name} email={one.email} /></Link>
            <span className="text-[13px] text-ink-3">{sentence(one.role)}</span>
            {one.user_id === found.owner_id ? <Badge tone="cool">{words.owner}</Badge> : hands && one.role === "admin" && <ActButton small words={acts.setOwner} title={acts.setOwner.title(one.name)} openLook="quiet" look="primary" act={(reason) => setOwner.mutateAsync({ path, body: { user_id: one.user_id, reason } })} />}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Balance({ found }: { found: OrganizationDetail }) {
  const may = useMay();
  const { data, error } = useQuery(creditsOfQuery(found.id));
  return (
    <Panel title={words.credits} action={may("grants.write") && <GrantCredits found={found} />}>
      {error && <Failed error={error} />}
      {data && <Facts rows={[[words.available, credits(data.available)], [words.held, credits(data.held)], [words.running, String(data.running)]]} />}
      {data && (
        <>
          <h3 className="mb-2 mt-5 text-[14px] !font-[600] !tracking-normal text-ink-3">{words.grants}</h3>
          {data.grants.length === 0 && <p className="text-[14px] text-ink-3">{words.noGrants}</p>}
          <ul className="grid gap-2">
            {data.grants.map((one) => (
              <li key={one.id} className="flex items-baseline justify-between gap-3 text-[14px]"><span className="min-w-0 break-words text-ink-2">{one.reason}{one.expires_at && <span className="text-ink-3">{` · ${words.until} ${onDay(one.expires_at)}`}</span>}</span><span className="num shrink-0 font-[600]">{words.left(credits(one.remaining), credits(one.credits))}</span></li>
            ))}
          </ul>
        </>
      )}
    </Panel>
  );
}

/** Of a name that can still be read: who was erased has none. */
function Erase({ found }: { found: OrganizationDetail }) {
  const may = useMay();
  const erase = useAct("POST /v1/admin/organizations/{organization_id}/erase");
  if (!may("organizations.erase") || !found.name) return null;
  const act = (reason: string) => erase.mutateAsync({ path: { organization_id: found.id }, body: { confirm: found.id, reason } });
  return <ActButton words={acts.eraseOrganization} title={acts.eraseOrganization.title(found.name)} typed={found.name} act={act} />;
}

function Acts({ found }: { found: OrganizationDetail }) {
  const may = useMay();
  const suspend = useAct("POST /v1/admin/organizations/{organization_id}/suspend");
  const reactivate = useAct("POST /v1/admin/organizations/{organization_id}/reactivate");
  if (!may("organizations.suspend") || found.type !== "team") return null;
  const path = { organization_id: found.id };
  if (found.status === "suspended") return <ActButton words={acts.reactivateOrganization} title={acts.reactivateOrganization.title(found.name)} look="primary" act={(reason) => reactivate.mutateAsync({ path, body: { reason } })} />;
  if (found.status === "deleted") return null;
  return <ActButton words={acts.suspendOrganization} title={acts.suspendOrganization.title(found.name)} act={(reason) => suspend.mutateAsync({ path, body: { reason } })} />;
}
