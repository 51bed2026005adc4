/** What publishers read about who is paid. */
export const taxWords = {
  title: "Who is paid",
  lead: "We need this by law before the first payout. It is encrypted, and only its end is shown again.",
  needed: "Nothing is paid out until this is filled in. What is asked for meanwhile waits, and goes by itself then.",
  name: "Legal name",
  nameHint: "As on your passport or in the register",
  address: "Address",
  country: "Country you are taxed in",
  choose: "Choose a country",
  taxId: "Tax number",
  again: "Type it again: it is not shown",
  save: "Save",
  saved: "Saved. Payouts that waited for it are on their way",
  change: "Change",
  number: (end: string) => `Tax number ${end}`,
  madeOut: (name: string, country: string, end: string) => `Made out to ${name}, ${country}, tax number ${end}`,
  given: (day: string) => `Given on ${day}`,
} as const;
