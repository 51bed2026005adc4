import type { Wanted } from "@/api/catalog";
import { agents } from "@/strings/agents";

const words = agents.filters;
const RATINGS = [4.5, 4, 3];
const SHARES = [0.9, 0.8, 0.6];

export type Counts = Record<string, Record<string, number>>;
type Name = "price" | "channel" | "model" | "min_rating" | "min_happy";

interface Choice {
  value: string | number;
  text: string;
  count?: number;
}

export interface Facet {
  name: Name;
  label: string;
  chosen: string | number | undefined;
  choices: readonly Choice[];
}

const TEXT: Record<Name, (value: string | number) => string> = {
  price: (value) => words.prices[value] ?? String(value),
  channel: (value) => agents.detail.channels[value] ?? String(value),
  model: String,
  min_rating: (value) => words.starsUp(Number(value)),
  min_happy: (value) => words.happyUp(Math.round(Number(value) * 100)),
};

/** Those of which there is something to choose. What is chosen stays, though nothing else fits it. */
export function facetsOf(wanted: Wanted, counts: Counts): Facet[] {
  const counted = (facet: string, name: Name): Choice[] => Object.entries(counts[facet] ?? {}).toSorted((one, other) => other[1] - one[1] || one[0].localeCompare(other[0])).map(([value, count]) => ({ value, text: TEXT[name](value), count }));
  const steps = (facet: string, name: Name, values: readonly number[]): Choice[] => (counts[facet] ? values.map((value) => ({ value, text: TEXT[name](value) })) : []);
  const all: [Name, string, Choice[]][] = [
    ["price", words.price, counted("price", "price")],
    ["channel", agents.detail.calledBy, counted("channel", "channel").filter(({ value }) => value in agents.detail.channels)],
    ["model", words.model, counted("model", "model")],
    ["min_rating", words.rating, steps("rating", "min_rating", RATINGS)],
    ["min_happy", words.happy, steps("happy", "min_happy", SHARES)],
  ];
  return all.flatMap(([name, label, choices]) => {
    const chosen = wanted[name];
    const kept = chosen === undefined || choices.some(({ value }) => value === chosen) ? choices : [...choices, { value: chosen, text: TEXT[name](chosen) }];
    return kept.length > 0 ? [{ name, label, chosen, choices: kept }] : [];
  });
}

/** What narrows a search now, in words. */
export function chosenOf(wanted: Wanted): { name: Name | "verified"; text: string }[] {
  const names: Name[] = ["price", "channel", "model", "min_rating", "min_happy"];
  const chosen = names.flatMap((name) => {
    const value = wanted[name];
    return value === undefined ? [] : [{ name, text: TEXT[name](value) }];
  });
  return wanted.verified ? [...chosen, { name: "verified" as const, text: words.verified }] : chosen;
}
