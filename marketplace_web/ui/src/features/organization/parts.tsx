import { clsx } from "clsx";
import { useId, type ComponentProps, type ReactNode } from "react";
import { Button } from "@/ui/button";
import { Dialog, DialogFoot } from "@/ui/dialog";

export const SMALL = "h-9 rounded-[10px] border border-line-strong bg-surface px-2.5 text-[13.5px] font-[550] text-ink transition-colors hover:border-brand-text disabled:opacity-60";

/** Settings that belong together: a heading, and a card of rows. */
export function Group({ title, lead, action, children, className }: { title: ReactNode; lead?: ReactNode; action?: ReactNode; children: ReactNode; className?: string }) {
  return (
    <section className={clsx("mb-9", className)}>
      <div className="mb-3 flex flex-wrap items-end justify-between gap-x-6 gap-y-2">
        <div className="min-w-0">
          <h2 className="text-[18px] !tracking-[-.02em]">{title}</h2>
          {lead && <p className="mt-1 max-w-[68ch] text-[14px] text-ink-3">{lead}</p>}
        </div>
        {action}
      </div>
      <div className="min-w-0 divide-y divide-line overflow-hidden rounded-[20px_20px_20px_7px] border bg-surface shadow-1">{children}</div>
    </section>
  );
}

/** One setting: what it is, what it does, and the control. `below` takes the whole width. */
export function Row({ title, hint, children, below, id }: { title: ReactNode; hint?: ReactNode; children?: ReactNode; below?: ReactNode; id?: string }) {
  return (
    <div className="px-4 py-4 sm:px-5">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <div className="min-w-0 flex-[1_1_200px]">
          <p id={id} className="text-[14.5px] font-[600]">{title}</p>
          {hint && <p className="mt-0.5 max-w-[62ch] text-[13.5px] text-ink-3">{hint}</p>}
        </div>
        {children && <div className="flex shrink-0 flex-wrap items-center gap-2">{children}</div>}
      </div>
      {below && <div className="mt-4">{below}</div>}
    </div>
  );
}

export function Toggle({ on, onChange, label, disabled }: { on: boolean; onChange: (on: boolean) => void; label: string; disabled?: boolean }) {
  return (
    <button type="button" role="switch" aria-checked={on} aria-label={label} disabled={disabled} onClick={() => onChange(!on)} className={clsx("relative h-[26px] w-[44px] shrink-0 rounded-full border transition-colors duration-200 disabled:opacity-55", on ? "border-brand bg-brand" : "border-line-strong bg-sunk")}>
      <i className={clsx("absolute start-[3px] top-[3px] size-[18px] rounded-full transition-transform duration-200 ease-out", on ? "translate-x-[18px] bg-on-brand rtl:-translate-x-[18px]" : "bg-line-strong")} />
    </button>
  );
}

export function SmallSelect({ label, options, className, ...rest }: { label: string; options: readonly { value: string; label: string }[] } & ComponentProps<"select">) {
  return (
    <select aria-label={label} className={clsx(SMALL, "max-w-full", className)} {...rest}>
      {options.map((option) => <option key={option.value} value={option.value}>{option.label}</option>)}
    </select>
  );
}

interface ConfirmProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  action: string;
  busy?: boolean;
  danger?: boolean;
  disabled?: boolean;
  onConfirm: () => void;
  children: ReactNode;
}

/** What will happen, before it does. */
export function Confirm({ open, onOpenChange, title, action, busy, danger = true, disabled, onConfirm, children }: ConfirmProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={title}>
      <div className="grid gap-5">
        <div className="grid gap-3 text-[14.5px] text-ink-2">{children}</div>
        <DialogFoot><Button look={danger ? "danger" : "primary"} busy={busy} disabled={disabled} onClick={onConfirm}>{action}</Button></DialogFoot>
      </div>
    </Dialog>
  );
}

/** A person's mark: their initials, in a petal. The same person has the same color. */
export function Face({ name, size = 34, className }: { name: string; size?: number; className?: string }) {
  const words = name.trim().split(/[\s@.]+/).filter(Boolean);
  const initials = words.slice(0, 2).map((word) => word.charAt(0).toUpperCase()).join("") || "?";
  const tone = FACES[[...name].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % FACES.length];
  return <span aria-hidden className={clsx("petal grid shrink-0 place-items-center text-[12.5px] font-[700] text-white", className)} style={{ width: size, height: size, background: tone }}>{initials}</span>;
}

const FACES = ["#98177e", "#5f3add", "#006a5b", "#b92808", "#8a5400", "#1f6aa8"];

export function Note({ tone = "pollen", icon, children }: { tone?: "pollen" | "ember" | "fern" | "iris"; icon?: ReactNode; children: ReactNode }) {
  const look = { pollen: "bg-pollen-wash text-pollen-text", ember: "bg-ember-wash text-ember-text", fern: "bg-fern-wash text-fern-text", iris: "bg-iris-wash text-iris-text" }[tone];
  return <div className={clsx("flex items-start gap-2.5 rounded-[14px_14px_14px_5px] px-3.5 py-2.5 text-[14px]", look)}>{icon}<div className="min-w-0 flex-1">{children}</div></div>;
}

export function Tag({ tone, children }: { tone: "pollen" | "ember" | "fern" | "iris" | "plain"; children: ReactNode }) {
  const look = { pollen: "!border-transparent !bg-pollen-wash !text-pollen-text", ember: "!border-transparent !bg-ember-wash !text-ember-text", fern: "!border-transparent !bg-fern-wash !text-fern-text", iris: "!border-transparent !bg-iris-wash !text-iris-text", plain: "" }[tone];
  return <span className={clsx("chip !h-6", look)}>{children}</span>;
}

/** A label for what a form has no visible label of. */
export function Labeled({ label, children }: { label: string; children: (id: string) => ReactNode }) {
  const id = useId();
  return <div><label htmlFor={id} className="mb-1.5 block text-[13.5px] font-[600] text-ink-2">{label}</label>{children(id)}</div>;
}
