import { useQuery } from "@tanstack/react-query";
import { ownListingsQuery, ownPublisherQuery } from "@/api/studio";
import { PageHead } from "@/components/page-head";
import { studio } from "@/strings/studio";
import { Decisions } from "./decisions";
import { StudioFrame } from "./frame";

const words = studio.decisions;

export default function DecisionsPage() {
  const { data: listings = [] } = useQuery(ownListingsQuery);
  const { data: publisher } = useQuery(ownPublisherQuery);
  const nameOf = (id: string) => (publisher?.id === id ? publisher.name : listings.find((one) => one.id === id)?.name);
  return (
    <StudioFrame>
      <PageHead title={words.title} lead={words.lead} />
      <Decisions name={nameOf} />
    </StudioFrame>
  );
}
