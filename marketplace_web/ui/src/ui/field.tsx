import { clsx } from "clsx";
import { useId, type ComponentProps, type ReactNode } from "react";

interface Wrap {
  label: string;
  hint?: ReactNode;
  fault?: string | undefined;
}

function useParts(fault: string | undefined, hint: ReactNode) {
  const id = useId();
  const describedBy = [hint ? `${id}-hint` : "", fault ? `${id}-fault` : ""].filter(Boolean).join(" ");
  return { id, props: { id, "aria-invalid": fault ? true : undefined, "aria-describedby": describedBy || undefined } as const };
}

function Around({ id, label, hint, fault, children }: Wrap & { id: string; children: ReactNode }) {
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block text-[13.5px] font-[600] text-ink-2">{label}</label>
      {children}
      {hint && <p id={`${id}-hint`} className="mt-1.5 text-[13px] text-ink-3">{hint}</p>}
      {fault && <p id={`${id}-fault`} className="line-in mt-1.5 text-[13px] font-[550] text-ember-text">{fault}</p>}
    </div>
  );
}

export function TextField({ label, hint, fault, className, ...rest }: Wrap & ComponentProps<"input">) {
  const { id, props } = useParts(fault, hint);
  return (
    <Around id={id} label={label} hint={hint} fault={fault}>
      <input className={clsx("field", className)} {...props} {...rest} />
    </Around>
  );
}

export function TextArea({ label, hint, fault, className, ...rest }: Wrap & ComponentProps<"textarea">) {
  const { id, props } = useParts(fault, hint);
  return (
    <Around id={id} label={label} hint={hint} fault={fault}>
      <textarea className={clsx("field", className)} {...props} {...rest} />
    </Around>
  );
}

export interface Option {
  value: string;
  label: string;
}

export function SelectField({ label, hint, fault, options, className, ...rest }: Wrap & ComponentProps<"select"> & { options: readonly Option[] }) {
  const { id, props } = useParts(fault, hint);
  return (
    <Around id={id} label={label} hint={hint} fault={fault}>
      <select className={clsx("field", className)} {...props} {...rest}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>{option.label}</option>
        ))}
      </select>
    </Around>
  );
}
