import type { ReactNode } from "react";

/** The top of a workspace page: what it is, and what can be done at once. */
export function PageHead({ title, lead, action }: { title: ReactNode; lead?: ReactNode; action?: ReactNode }) {
  return (
    <div className="mb-6 flex flex-wrap items-end justify-between gap-x-6 gap-y-4">
      <div>
        <h1 className="text-[clamp(27px,3vw,34px)]">{title}</h1>
        {lead && <p className="mt-2 max-w-[72ch] text-balance text-[15px] text-ink-2">{lead}</p>}
      </div>
      {action && <div className="flex flex-wrap gap-2">{action}</div>}
    </div>
  );
}

export function Panel({ title, action, children, className = "" }: { title?: ReactNode; action?: ReactNode; children: ReactNode; className?: string }) {
  return (
    <section className={`petal-card min-w-0 p-5 ${className}`}>
      {(title || action) && (
        <div className={`mb-4 flex flex-wrap items-center ${action ? "min-h-8" : ""} justify-between gap-3`}>
          <h2 className="text-[18px] !tracking-[-.02em]">{title}</h2>
          {action}
        </div>
      )}
      {children}
    </section>
  );
}
