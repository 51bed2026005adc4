/** What the hub says of itself to everybody, written into the page by the server. */
export interface Facts {
  welcomeCredits: string;
  welcomeDays: string;
  usdPerCredit: string;
  /** What creators have of every sale, after tax. */
  creatorPercent: string;
  /** The operator's own texts, where they have said where those are. */
  termsUrl?: string;
  privacyUrl?: string;
  imprintUrl?: string;
  /** There while the hub is under maintenance, as it was when the page was written. */
  maintenance?: { message: string; until: string | null };
}

function read(): Facts | null {
  const element = document.getElementById("laelia-facts");
  try {
    return element?.textContent ? (JSON.parse(element.textContent) as Facts) : null;
  } catch {
    return null;
  }
}

/** Null where no hub wrote the page, as in development: then nothing is claimed. */
export const facts: Facts | null = read();
