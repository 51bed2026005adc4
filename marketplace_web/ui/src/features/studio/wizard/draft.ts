/** An agent while it is being made: what each step holds, as plain data. */
import type { Listing, ListingChange, Manifest, PriceBody, Template } from "@/api/making";
import { fieldsOf, schemaOf, TEXT_FIELD, type InputField } from "./fields";

export const STEPS = ["kind", "connect", "describe", "data", "price", "check"] as const;
export type Step = (typeof STEPS)[number];
export const KINDS = ["prompt", "graph", "mcp", "http"] as const;
export type Kind = (typeof KINDS)[number];

export interface Handling {
  stores_input: boolean;
  retention_days: number | null;
  trains_on_input: boolean;
  regions: string[];
  statement: string;
}

export interface Support {
  url: string;
  email: string;
  documentation_url: string;
}

export interface Draft {
  /** The agent's ID once the hub keeps the draft, before that one of this browser. */
  id: string;
  agentId: string | null;
  /** Of a listing that is still written here; one that was submitted is changed on its own page. */
  listingId: string | null;
  /** Whether such a listing exists: then the wizard is about the definition alone. */
  listed: boolean;
  step: Step;
  kind: Kind | null;
  manifest: Manifest;
  categories: string[];
  languages: string[];
  handling: Handling;
  support: Support;
  price: PriceBody;
  /** Whether the step of the price was left once: a price is somebody's decision. */
  priced: boolean;
  /** Milliseconds since 1970. */
  changed: number;
}

const HANDLING: Handling = { stores_input: false, retention_days: null, trains_on_input: false, regions: [], statement: "" };
const SUPPORT: Support = { url: "", email: "", documentation_url: "" };
const FREE: PriceBody = { model: "free", credits: "0", model_cost: "included" };
const NO_DRAFT = "draft-";

export function emptyDraft(now: number, salt: string = crypto.randomUUID()): Draft {
  return {
    id: `${NO_DRAFT}${salt}`, agentId: null, listingId: null, listed: false, step: "kind", kind: null, manifest: {}, categories: [], languages: ["en"],
    handling: HANDLING, support: SUPPORT, price: FREE, priced: false, changed: now,
  };
}

const ANY_OBJECT = { type: "object" };

/** What a manifest of a kind begins with. */
export function beginning(kind: Kind): Manifest {
  switch (kind) {
    case "mcp":
      return { kind, url: "", tools: [], input_schema: ANY_OBJECT, output_schema: ANY_OBJECT };
    case "http":
      return { kind, method: "POST", url: "", input_schema: schemaOf([TEXT_FIELD]), output_schema: ANY_OBJECT };
    default:
      return { kind, instructions: "", message: "{{text}}", input_schema: schemaOf([TEXT_FIELD]) };
  }
}

/** The kind is chosen, perhaps with one of the platform's agents to start from. */
export function chosen(draft: Draft, kind: Kind, template?: Template): Draft {
  if (!template) return { ...draft, kind, manifest: beginning(kind) };
  const { slug: _slug, proven_models: _proven, ...manifest } = template.manifest;
  return { ...draft, kind, manifest: { ...manifest, name: "", tagline: "" }, categories: [template.category] };
}

export function slugOf(name: string): string {
  const plain = name.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^[^a-z]+|-+$/g, "").slice(0, 44).replace(/-+$/g, "");
  return plain.length >= 2 ? plain : "my-agent";
}

export const textOf = (manifest: Manifest, name: string): string => (typeof manifest[name] === "string" ? (manifest[name] as string) : "");

export const listOf = (manifest: Manifest, name: string): string[] => (Array.isArray(manifest[name]) ? (manifest[name] as unknown[]).filter((one): one is string => typeof one === "string") : []);

export interface Example {
  title: string;
  input: Record<string, unknown>;
}

export const examplesOf = (manifest: Manifest): Example[] => (Array.isArray(manifest.examples) ? (manifest.examples as Example[]) : []);

/** The message of a prompt agent, where nobody wrote one: every field of the input, by its name. */
export function messageOf(fields: readonly InputField[]): string {
  if (fields.length === 1 && fields[0]) return `{{${fields[0].name}}}`;
  return fields.map((field) => `${field.label || field.name}: {{${field.name}}}`).join("\n");
}

/** What the hub is sent: lines without words, and what is empty, are left out. */
export function manifestOf(draft: Draft): Manifest {
  const { manifest } = draft;
  const said = (name: string) => listOf(manifest, name).map((line) => line.trim()).filter(Boolean);
  const whole: Manifest = {
    ...manifest,
    slug: textOf(manifest, "slug") || slugOf(textOf(manifest, "name")),
    category: draft.categories[0] ?? "",
    features: said("features"),
    use_cases: said("use_cases"),
    tags: said("tags"),
    examples: examplesOf(manifest),
  };
  if (draft.kind === "prompt" && !textOf(manifest, "message").trim()) whole.message = messageOf(fieldsOf(manifest.input_schema));
  for (const name of ["credential"]) if (!whole[name]) delete whole[name];
  return whole;
}

/** What stands in the listing beside the manifest. */
export function listingOf(draft: Draft): ListingChange {
  const { url, email, documentation_url } = draft.support;
  const { manifest } = draft;
  return {
    name: textOf(manifest, "name").trim(),
    tagline: textOf(manifest, "tagline").trim(),
    description: textOf(manifest, "description").trim(),
    features: listOf(manifest, "features").map((line) => line.trim()).filter(Boolean),
    use_cases: listOf(manifest, "use_cases").map((line) => line.trim()).filter(Boolean),
    categories: draft.categories,
    languages: draft.languages,
    data_handling: { ...draft.handling, retention_days: draft.handling.stores_input ? draft.handling.retention_days : null },
    support: { url: url.trim() || null, email: email.trim() || null, documentation_url: documentation_url.trim() || null },
  };
}

const WRITTEN_HERE = new Set(["draft", "changes_requested"]);

/** The steps of a draft, in their order. */
export const stepsOf = (draft: Pick<Draft, "listed">): readonly Step[] => (draft.listed ? STEPS.filter((step) => step === "connect" || step === "describe" || step === "check") : STEPS);

/** What is newer: the manifest that the hub has, or the one here; what only this browser knows stays. */
export function merged(here: Draft | undefined, hub: Draft, hubChanged: number): Draft {
  if (!here) return hub;
  const step = stepsOf(hub).includes(here.step) ? here.step : hub.step;
  if (hub.listed) return { ...hub, step };
  if (hub.listingId) return { ...hub, step, price: here.price, priced: here.priced };
  return { ...here, agentId: hub.agentId, manifest: hubChanged > here.changed ? hub.manifest : here.manifest };
}

/** A draft that another browser began: what the hub knows of it. */
export function resumed(agent: { id: string; draft: Manifest | null; price: PriceBody | null }, listing: Listing | null, now: number): Draft {
  const manifest = agent.draft ?? {};
  const draft = emptyDraft(now, "");
  const support = (listing?.support ?? {}) as Partial<Record<keyof Support, string | null>>;
  const open = listing !== null && WRITTEN_HERE.has(listing.status);
  const { hosts: _hosts, ...handling } = (listing?.data_handling ?? {}) as Partial<Handling> & { hosts?: unknown };
  return {
    ...draft,
    id: agent.id, agentId: agent.id, listingId: open ? listing.id : null, listed: listing !== null && !open, step: "connect", kind: manifest.kind as Kind, manifest,
    categories: listing?.categories.map((one) => one.slug) ?? [textOf(manifest, "category")].filter(Boolean),
    languages: listing?.languages ?? ["en"],
    handling: { ...HANDLING, ...handling },
    support: { url: support.url ?? "", email: support.email ?? "", documentation_url: support.documentation_url ?? "" },
    price: agent.price ?? FREE,
    priced: agent.price !== null,
  };
}
