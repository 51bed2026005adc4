import ComparePage from "./compare-page";

/** The same for whoever has no account, among the public pages. */
export default function VisitPage() {
  return <div className="mx-auto max-w-[1320px] px-5 pb-24 pt-9 md:px-8"><ComparePage /></div>;
}
