import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { BadgeCheck, Globe, Mail } from "lucide-react";
import { publisherQuery, type Publisher } from "@/api/catalog";
import { isProblem } from "@/api/problem";
import { percent } from "@/api/shown";
import { Sigil } from "@/brand/sigil";
import { ReportButton } from "@/components/report-dialog";
import { Prose } from "@/components/run/output";
import { onDay, tenths, whole } from "@/lib/format";
import { agents } from "@/strings/agents";
import { ButtonLink } from "@/ui/button";
import { Stars } from "@/ui/marks";
import { CardSkeletons } from "@/components/card-skeletons";
import { Empty, Failed } from "@/ui/states";
import { PageBody, PageTop } from "./page-top";
import { GRID, Results } from "./results";

const words = agents.publisher;

export default function PublisherPage() {
  const { slug = "" } = useParams({ strict: false }) as { slug?: string };
  const { data, error, refetch } = useQuery(publisherQuery(slug));
  if (isProblem(error) && error.status === 404) {
    return <PageBody><Empty seed={slug} title={words.none} action={<ButtonLink to="/marketplace" look="primary">{agents.everything}</ButtonLink>}>{agents.gone}</Empty></PageBody>;
  }
  if (error) return <PageBody><Failed error={error} retry={() => void refetch()} /></PageBody>;
  if (!data) return <PageBody><CardSkeletons count={6} className={GRID} /></PageBody>;
  return (
    <div className="fills-page bg-soft">
      <PageTop title={data.name} lead={data.tagline} mark={<Sigil id={data.id} size={84} on grow className="max-sm:!size-[60px]" />}>
        <p className="mt-3 flex flex-wrap items-center gap-x-4 gap-y-2 text-[14px] text-ink-2">
          {data.verified && <span className="chip !border-transparent !bg-iris-wash !text-iris-text"><BadgeCheck size={14} />{data.verified_domain?.includes(".") ? words.verified(data.verified_domain) : agents.verified}</span>}
          {data.website?.startsWith("https://") && <a className="link inline-flex items-center gap-1.5" href={data.website} rel="noopener noreferrer nofollow" target="_blank"><Globe size={15} />{words.website}</a>}
          {data.support_email && <a className="link inline-flex items-center gap-1.5" href={`mailto:${data.support_email}`}><Mail size={15} />{data.support_email}</a>}
          {!data.own && <ReportButton subject="publisher" id={data.id} />}
        </p>
        <Numbers of={data} />
      </PageTop>
      <PageBody>
        {data.description && <div className="mb-8 max-w-[68ch] text-[15.5px] text-ink-2"><Prose text={data.description} /></div>}
        <Results wanted={{ publisher: data.id }} />
      </PageBody>
    </div>
  );
}

function Numbers({ of: { listings, rating, reply_share, since } }: { of: Publisher }) {
  const rows = [
    [words.agents, whole(listings)],
    [words.replies, reply_share === null ? words.noReplies : `${percent(reply_share)}%`],
    [words.since, onDay(since)],
  ] as const;
  return (
    <dl className="mt-5 flex flex-wrap gap-x-10 gap-y-3 text-[14.5px]">
      <div>
        <dt className="text-[13px] text-ink-3">{words.rating}</dt>
        <dd className="num mt-0.5 flex items-center gap-2 font-[600]">{rating.score === null ? agents.noReviews : <><Stars value={rating.score} />{tenths(rating.score)}<span className="font-normal text-ink-2">{agents.reviews(rating.reviews)}</span></>}</dd>
      </div>
      {rows.map(([label, value]) => <div key={label}><dt className="text-[13px] text-ink-3">{label}</dt><dd className="num mt-0.5 font-[600]">{value}</dd></div>)}
    </dl>
  );
}
