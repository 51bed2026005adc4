import type { ReactNode } from "react";

/** What a step asks for. */
export function StepHead({ title, lead }: { title: string; lead: ReactNode }) {
  return (
    <header className="mb-6">
      <h2 className="text-[clamp(23px,2.4vw,28px)]">{title}</h2>
      <p className="mt-1.5 max-w-[62ch] text-[15px] text-ink-2">{lead}</p>
    </header>
  );
}

export function Part({ title, hint, children }: { title: string; hint?: ReactNode; children: ReactNode }) {
  return (
    <section className="grid gap-3 border-t pt-5">
      <div>
        <h3 className="text-[17px] !tracking-[-.02em]">{title}</h3>
        {hint && <p className="mt-0.5 text-[13.5px] text-ink-3">{hint}</p>}
      </div>
      {children}
    </section>
  );
}

/** A fault of something that is no single field. */
export function FaultLine({ children }: { children: ReactNode }) {
  if (!children) return null;
  return <p role="alert" className="line-in text-[13.5px] font-[550] text-ember-text">{children}</p>;
}

export function Check({ label, checked, onChange, hint }: { label: string; checked: boolean; onChange: (checked: boolean) => void; hint?: ReactNode }) {
  return (
    <label className="flex cursor-pointer items-start gap-2.5 text-[14.5px]">
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} className="mt-0.5 size-[18px] shrink-0 accent-[var(--brand)]" />
      <span>{label}{hint && <span className="block text-[13px] text-ink-3">{hint}</span>}</span>
    </label>
  );
}
