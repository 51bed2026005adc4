import { partsOf } from "@/api/files";
import { Output } from "@/components/run/output";
import { SentFiles } from "./file-chips";

/** What a run was given: its words, and its files as files. */
export function Given({ value }: { value: unknown }) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return <Output value={value} />;
  const parts = Object.entries(value).map(([name, one]) => ({ name, one, ...partsOf(one) }));
  const ids = parts.flatMap((part) => part.files);
  if (ids.length === 0) return <Output value={value} />;
  const said = Object.fromEntries(parts.filter((part) => part.files.length === 0 || part.words).map(({ name, one, words, files }) => [name, files.length > 0 ? words : one]));
  return (
    <div className="grid gap-4">
      {Object.keys(said).length > 0 && <Output value={said} />}
      <SentFiles ids={ids} />
    </div>
  );
}
