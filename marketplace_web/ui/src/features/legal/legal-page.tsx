import { ReadingPage } from "@/components/reading/reading-page";
import { facts } from "@/lib/facts";
import { legal } from "@/strings/legal";
import { OwnText } from "./own-text";

/** The operator's own text first, then what is true of the software. */
export function LegalPage({ words, url }: { words: typeof legal.terms | typeof legal.privacy; url: string | undefined }) {
  const parts = {
    own: <OwnText url={url} label={words.own} lead={words.ownLead} none={words.none} />,
    imprint: <OwnText url={facts?.imprintUrl} label={legal.imprint.own} lead={legal.imprint.lead} none={legal.imprint.none} />,
  };
  return <ReadingPage title={words.title} lead={words.lead} chapters={words.chapters} parts={parts} />;
}
