import { facts } from "@/lib/facts";
import { legal } from "@/strings/legal";
import { LegalPage } from "./legal-page";

export default function TermsPage() {
  return <LegalPage words={legal.terms} url={facts?.termsUrl} />;
}
