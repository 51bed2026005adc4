import { useState, type ReactNode } from "react";
import { Panel } from "@/components/page-head";
import { common as words } from "@/strings/common";
import { Button } from "@/ui/button";

/** One point of a chart in words: what it is of, then its figures. */
export interface ChartRow {
  key: string;
  name: string;
  figures: readonly string[];
}

interface Props {
  title: string;
  /** Of what the points are, then what the figures say. */
  columns: readonly string[];
  rows: readonly ChartRow[];
  children: ReactNode;
}

/** A chart, or the same figures as a table for whoever would rather read them. */
export function ChartPanel({ title, columns, rows, children }: Props) {
  const [read, setRead] = useState(false);
  const label = read ? words.asChart : words.asTable;
  return (
    <Panel title={title} action={<Button size="sm" aria-label={`${label}: ${title}`} onClick={() => setRead(!read)}>{label}</Button>}>
      {read ? <ChartTable title={title} columns={columns} rows={rows} /> : children}
    </Panel>
  );
}

function ChartTable({ title, columns, rows }: Omit<Props, "children">) {
  return (
    <div className="scroll-x flush max-h-[360px] overflow-y-auto" tabIndex={0} role="region" aria-label={title}>
      <table className="data">
        <thead>
          <tr>{columns.map((column, i) => <th key={column} scope="col" className={i > 0 ? "!text-end" : ""}>{column}</th>)}</tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <th scope="row" className="border-t !text-[13.5px] !text-ink">{row.name}</th>
              {row.figures.map((figure, i) => <td key={columns[i + 1]} className="num text-end">{figure}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
