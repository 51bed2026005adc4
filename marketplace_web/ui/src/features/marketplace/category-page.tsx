import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { categoriesQuery, type Wanted } from "@/api/catalog";
import { agents } from "@/strings/agents";
import { ButtonLink } from "@/ui/button";
import { CardSkeletons } from "@/components/card-skeletons";
import { Empty, Failed } from "@/ui/states";
import { CategoryIcon } from "./category-icon";
import { filled, pathTo } from "./categories";
import { PageBody, PageTop } from "./page-top";
import { GRID, Results } from "./results";

export default function CategoryPage() {
  const { slug = "" } = useParams({ strict: false }) as { slug?: string };
  const narrow = useSearch({ strict: false }) as Wanted;
  const navigate = useNavigate();
  const { data: tree, error, refetch } = useQuery(categoriesQuery);
  const want = (next: Wanted) => void navigate({ to: ".", search: { ...next, category: undefined } as never, replace: true, resetScroll: false });
  if (error) return <PageBody><Failed error={error} retry={() => void refetch()} /></PageBody>;
  if (!tree) return <PageBody><CardSkeletons count={6} className={GRID} /></PageBody>;
  const path = pathTo(tree, slug);
  const here = path.at(-1);
  if (!here) return <PageBody><Empty seed={slug} title={agents.noCategory} action={<ButtonLink to="/marketplace" look="primary">{agents.everything}</ButtonLink>}>{agents.gone}</Empty></PageBody>;
  const children = filled(tree.filter((one) => one.parent === slug));
  return (
    <div className="fills-page bg-soft">
      <PageTop title={here.name} lead={here.description} path={path.slice(0, -1)} mark={<span className="petal grid size-14 shrink-0 place-items-center bg-wash text-brand-text"><CategoryIcon slug={path[0]?.slug} size={26} /></span>}>
        {children.length > 0 && <p className="mt-4 flex flex-wrap gap-1.5">{children.map((one) => <Link key={one.slug} to="/categories/$slug" params={{ slug: one.slug } as never} viewTransition className="chip !h-8 hover:border-orchid-400">{one.name}</Link>)}</p>}
      </PageTop>
      <PageBody><Results wanted={{ ...narrow, category: slug }} onWant={want} /></PageBody>
    </div>
  );
}
