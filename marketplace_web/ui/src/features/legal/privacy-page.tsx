import { facts } from "@/lib/facts";
import { legal } from "@/strings/legal";
import { LegalPage } from "./legal-page";

export default function PrivacyPage() {
  return <LegalPage words={legal.privacy} url={facts?.privacyUrl} />;
}
