/** What is missing or wrong in a draft: at which step, in which field, and what to do about it. */
import type { Problem } from "@/api/problem";
import { studioFaults as words } from "@/strings/studio-wizard";
import { examplesOf, listOf, textOf, STEPS, type Draft, type Step } from "./draft";
import { fieldsOf } from "./fields";

export interface Fault {
  step: Step;
  /** As the fields of the step are called. */
  field: string;
  text: string;
}

const MOST = { name: 60, tagline: 100, description: 2000, feature: 120 };
const PRICE = /^(0|[1-9]\d{0,11})(\.\d{0,5}[1-9])?$/;

export const isAddress = (url: string): boolean => /^https?:\/\//.test(url) && URL.canParse(url) && !/^https?:\/\/[^/]*@/.test(url);

export function faultsOf(draft: Draft): Fault[] {
  return [...ofKind(draft), ...ofConnection(draft), ...ofDescription(draft), ...ofData(draft), ...ofPrice(draft)];
}

/** The first step that is not whole; the last one when all are. */
export function firstOpen(draft: Draft): Step {
  const faults = faultsOf(draft);
  return STEPS.find((step) => faults.some((fault) => fault.step === step)) ?? "check";
}

const at = (step: Step) => (field: string, text: string): Fault => ({ step, field, text });

function ofKind({ kind }: Draft): Fault[] {
  return kind ? [] : [at("kind")("kind", words.kind)];
}

function ofConnection({ kind, manifest }: Draft): Fault[] {
  const fault = at("connect");
  const found: Fault[] = [];
  if (kind === "mcp" || kind === "http") {
    if (!isAddress(textOf(manifest, "url"))) found.push(fault("url", words.url));
  }
  if (kind === "mcp" && manifest.tools !== "all" && listOf(manifest, "tools").length === 0) found.push(fault("tools", words.tools));
  if (kind === "prompt" && !textOf(manifest, "instructions").trim()) found.push(fault("instructions", words.instructions));
  if (kind === "prompt" || kind === "http") found.push(...ofFields(manifest.input_schema).map((text) => fault("input_schema", text)));
  if (kind === "graph") {
    for (const node of Array.isArray(manifest.nodes) ? (manifest.nodes as { id: string; kind: string; instructions?: unknown }[]) : []) {
      if (node.kind === "prompt" && !String(node.instructions ?? "").trim()) found.push(fault(`nodes/${node.id}`, words.node(node.id)));
    }
  }
  return found;
}

function ofFields(schema: unknown): string[] {
  const fields = fieldsOf(schema);
  if (fields.length === 0) return [words.noFields];
  if (fields.some((field) => field.kind === "choice" && field.choices.length === 0)) return [words.choices];
  return [];
}

function ofDescription({ manifest, categories }: Draft): Fault[] {
  const fault = at("describe");
  const found: Fault[] = [];
  for (const name of ["name", "tagline", "description"] as const) {
    const text = textOf(manifest, name).trim();
    if (!text) found.push(fault(name, words[name]));
    else if (text.length > MOST[name]) found.push(fault(name, words.long(text.length, MOST[name])));
  }
  if (categories.length === 0) found.push(fault("category", words.category));
  const features = listOf(manifest, "features").map((line) => line.trim()).filter(Boolean);
  if (features.length === 0) found.push(fault("features", words.features));
  const long = features.find((line) => line.length > MOST.feature);
  if (long) found.push(fault("features", words.long(long.length, MOST.feature)));
  if (new Set(features).size < features.length) found.push(fault("features", words.twice));
  if (examplesOf(manifest).length === 0) found.push(fault("examples", words.examples));
  return found;
}

function ofData({ handling, support }: Draft): Fault[] {
  const fault = at("data");
  const found: Fault[] = [];
  if (handling.stores_input && !(Number(handling.retention_days) > 0)) found.push(fault("retention_days", words.retention));
  for (const name of ["url", "documentation_url"] as const) {
    if (support[name].trim() && !/^https:\/\/\S{3,}$/.test(support[name].trim())) found.push(fault(name, words.https));
  }
  if (support.email.trim() && !/^\S+@\S+\.\S+$/.test(support.email.trim())) found.push(fault("email", words.email));
  return found;
}

function ofPrice({ price }: Draft): Fault[] {
  if (price.model === "free") return [];
  return PRICE.test(price.credits ?? "") && Number(price.credits) > 0 ? [] : [at("price")("credits", words.credits)];
}

const STEP_OF: Record<string, Step> = {
  url: "connect", tools: "connect", credential: "connect", instructions: "connect", message: "connect", nodes: "connect", edges: "connect",
  method: "connect", headers: "connect", request: "connect", response: "connect", input_schema: "connect", output_schema: "connect", model: "connect",
  name: "describe", slug: "describe", tagline: "describe", description: "describe", category: "describe", categories: "describe", features: "describe",
  tags: "describe", use_cases: "describe", examples: "describe", languages: "describe",
  data_handling: "data", support: "data", statement: "data", credits: "price", kind: "kind",
};

/** What the hub refused, where its pointers lead: `/tagline` is a field of a step. */
export function faultsFrom(problem: Problem): Fault[] {
  const listed = Object.entries(problem.faults);
  if (listed.length === 0) return [{ step: "check", field: "", text: problem.detail }];
  return listed.map(([pointer, text]) => {
    const [first = "", second] = pointer.split("/");
    const step = STEP_OF[first] ?? "check";
    const field = first === "data_handling" || first === "support" ? (second ?? first) : first === "categories" ? "category" : first;
    return { step, field, text };
  });
}

export const faultIn = (faults: readonly Fault[], step: Step, field: string): string | undefined => faults.find((fault) => fault.step === step && fault.field === field)?.text;
