import { Link } from "@tanstack/react-router";
import { clsx } from "clsx";
import { useEffect, useRef, type ReactNode } from "react";
import { consoleWords as words } from "@/strings/console";

export interface Column<T> {
  head: string;
  cell: (row: T) => ReactNode;
  /** Left out below this width; on a phone, where rows are stacked, only without `stacked`. */
  from?: "md" | "lg";
  stacked?: boolean;
  /** Where rows are stacked it stands beside the first cell. */
  beside?: boolean;
  /** Where rows are stacked it has a line of its own. */
  whole?: boolean;
  end?: boolean;
}

interface Props<T> {
  label: string;
  rows: readonly T[];
  keyOf: (row: T) => string;
  columns: readonly Column<T>[];
  /** The first cell leads here, and so does all of the row. */
  to?: (row: T) => string;
  actions?: (row: T) => ReactNode;
  /** Inside a panel, which has a border already. */
  flat?: boolean;
}

const FROM = { md: "max-md:hidden", lg: "max-lg:hidden" };
const STACKED = { md: "sm:max-md:hidden", lg: "sm:max-lg:hidden" };

function look<T>({ from, stacked, end, beside, whole }: Column<T>): string {
  return clsx(from && (stacked ? STACKED : FROM)[from], end && "sm:!text-end", beside && "beside", whole && "max-sm:basis-full");
}

/** A table of things, on a phone a stack of them: j and k go through them, Enter opens. */
export function Rows<T>({ label, rows, keyOf, columns, to, actions, flat }: Props<T>) {
  const around = useRef<HTMLDivElement>(null);
  useRowKeys(around, Boolean(to));
  return (
    <div ref={around} className={clsx("scroll-x", flat ? "flush" : "petal-card p-2")} tabIndex={to ? -1 : 0} role="region" aria-label={label}>
      <table className="data stacks">
        <thead>
          <tr>
            {columns.map((column) => <th key={column.head} scope="col" className={look(column)}>{column.head}</th>)}
            {actions && <th scope="col"><span className="sr-only">{words.actions}</span></th>}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)} className="relative focus-within:bg-wash">
              {columns.map((column, i) => (
                <td key={column.head} className={clsx(look(column), i === 0 && "sm:max-w-[300px]")}>
                  {i === 0 && to ? <Link to={to(row)} data-row className="block min-w-0 rounded font-[600] after:absolute after:inset-0">{column.cell(row)}</Link> : column.cell(row)}
                </td>
              ))}
              {actions && <td className="acts relative z-10 sm:!text-end"><span className="flex flex-wrap justify-end gap-1.5">{actions(row)}</span></td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Whether somebody is writing, so that letters are letters. */
export function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.closest("[role=dialog]") !== null);
}

/** Which row comes next: from none the first, and no further than the ends. */
export function nextRow(at: number, move: 1 | -1, count: number): number {
  if (at < 0) return move === 1 ? 0 : count - 1;
  return Math.max(0, Math.min(count - 1, at + move));
}

function useRowKeys(around: React.RefObject<HTMLElement | null>, on: boolean): void {
  useEffect(() => {
    if (!on) return;
    const pressed = (event: KeyboardEvent) => {
      const move = event.key === "j" ? 1 : event.key === "k" ? -1 : 0;
      if (!move || event.metaKey || event.ctrlKey || event.altKey || isWriting(event.target)) return;
      const rows = [...(around.current?.querySelectorAll<HTMLElement>("[data-row]") ?? [])];
      rows[nextRow(rows.indexOf(document.activeElement as HTMLElement), move, rows.length)]?.focus();
      event.preventDefault();
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, [around, on]);
}
