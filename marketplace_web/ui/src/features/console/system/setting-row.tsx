import { clsx } from "clsx";
import { Lock, RotateCcw } from "lucide-react";
import { useId, useState } from "react";
import type { Setting, Value } from "@/api/console/platform";
import { sentence } from "@/lib/format";
import { systemWords } from "@/strings/console-system";
import { IconButton } from "@/ui/button";
import { parsed, shapeOf, type Shape } from "./staging";

const words = systemWords.settings;

/** A value in words. */
export function shown(value: unknown): string {
  if (value === null || value === undefined || value === "") return words.empty;
  if (typeof value === "boolean") return value ? words.yes : words.no;
  return Array.isArray(value) ? value.join(", ") : String(value);
}

interface Props {
  setting: Setting;
  value: Value;
  changed: boolean;
  writable: boolean;
  onChange: (value: Value) => void;
}

export function SettingRow({ setting, value, changed, writable, onChange }: Props) {
  const id = useId();
  const shape = shapeOf(setting.value_schema);
  const atDefault = JSON.stringify(value) === JSON.stringify(setting.default);
  const [, part = setting.name] = setting.name.split(/\.(.*)/s);
  return (
    <div className={clsx("grid items-start gap-x-6 gap-y-2 border-b py-4 last:border-b-0 md:grid-cols-[minmax(0,1fr)_minmax(200px,280px)]", changed && "-mx-3 rounded-[14px] bg-wash px-3")}>
      <div className="min-w-0">
        <label htmlFor={id} className="font-[600]">{sentence(part)}</label>
        <p id={`${id}-help`} className="mt-0.5 text-[14px] text-ink-2">{setting.help}</p>
        <p className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-[12.5px] text-ink-3"><code className="mono break-all">{setting.variable}</code><span>{words.source[setting.source]}</span>{setting.source !== "default" && <span>{words.default(shown(setting.default))}</span>}</p>
        {setting.locked && <p className="mt-1 flex items-center gap-1.5 text-[13px] text-pollen-text"><Lock size={13} />{words.locked}</p>}
      </div>
      <div className="flex items-center gap-1.5">
        <Asked id={id} shape={shape} value={value} disabled={!writable} onChange={onChange} />
        {writable && !atDefault && <IconButton size="sm" label={`${words.reset}: ${sentence(part)}`} onClick={() => onChange(null)}><RotateCcw size={15} /></IconButton>}
      </div>
    </div>
  );
}

function Asked({ id, shape, value, disabled, onChange }: { id: string; shape: Shape; value: Value; disabled: boolean; onChange: (value: Value) => void }) {
  const [text, setText] = useState<string | null>(null);
  const common = { id, disabled, "aria-describedby": `${id}-help` };
  if (shape.kind === "switch") return <span className="flex flex-1 items-center justify-end gap-2.5"><span className="text-[14px] text-ink-2">{shown(value)}</span><input {...common} type="checkbox" role="switch" aria-checked={value === true} checked={value === true} onChange={(event) => onChange(event.target.checked)} className="size-5 accent-[var(--brand)]" /></span>;
  if (shape.kind === "choice") {
    return (
      <select {...common} value={value === null ? "" : String(value)} onChange={(event) => onChange(event.target.value === "" ? null : event.target.value)} className="field !h-10 !text-[14px]">
        {(shape.optional || value === null) && <option value="">{words.empty}</option>}
        {shape.choices.map((one) => <option key={one} value={one}>{sentence(one)}</option>)}
      </select>
    );
  }
  const typed = text ?? (value === null ? "" : String(value));
  const fault = parsed(shape, typed) === undefined;
  const leave = () => {
    const found = parsed(shape, typed);
    if (found !== undefined && text !== null) onChange(found);
    setText(null);
  };
  return (
    <span className="min-w-0 flex-1">
      <input {...common} value={typed} placeholder={words.empty} inputMode={shape.kind === "number" ? "numeric" : undefined} aria-invalid={fault || undefined} onChange={(event) => setText(event.target.value)} onBlur={leave} onKeyDown={(event) => event.key === "Enter" && leave()} className="field !h-10 !text-[14px]" />
      {shape.from !== null && shape.to !== null && <span className="mt-1 block text-[12.5px] text-ink-3">{words.between(String(shape.from), String(shape.to))}</span>}
    </span>
  );
}
