/**
 * How the reader writes numbers, money, days, times that are told in words ("2 days ago") and lists:
 * all that is formatted goes through here. Other words stay those of the pages.
 */

/** The reader's own; English where their browser names none that there are rules for. */
function readers(): string {
  try {
    return Intl.NumberFormat.supportedLocalesOf(navigator.language)[0] ?? "en";
  } catch {
    // A browser that was built for a machine without a language may name one that is none, such as C.
    return "en";
  }
}

export const LOCALE = readers();
export const WORDS = "en";

export const numbers = (options?: Intl.NumberFormatOptions, locale = LOCALE) => new Intl.NumberFormat(locale, options);
export const days = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(LOCALE, options);

export const spans = () => new Intl.RelativeTimeFormat(LOCALE, { numeric: "auto" });
export const lists = (options: Intl.ListFormatOptions) => new Intl.ListFormat(LOCALE, options);

const currencies = new Map<string, Intl.NumberFormat>();

/** Of a currency, with so many digits at least and at most. In English, rupees are grouped as they are in India. */
export function inCurrency(currency: string, least = 2, most = least): Intl.NumberFormat {
  const key = `${currency} ${least} ${most}`;
  const locale = currency === "INR" && LOCALE.startsWith("en") ? "en-IN" : LOCALE;
  const found = currencies.get(key) ?? numbers({ style: "currency", currency, minimumFractionDigits: least, maximumFractionDigits: most }, locale);
  currencies.set(key, found);
  return found;
}
