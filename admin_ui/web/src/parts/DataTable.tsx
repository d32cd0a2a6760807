import type { ReactNode } from "react";
import "./DataTable.css";

export interface Column<Row> {
  title: string;
  number?: boolean;
  cell: (row: Row) => ReactNode;
}

interface Shown<Row> {
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  label?: string;
  /** On a phone each row stands as a block of named values, for tables too wide to be read there. */
  stacks?: boolean;
}

/** A plain table; where it is wider than its place it scrolls inside it, never the page. */
export function DataTable<Row>({ columns, rows, keyOf, label, stacks }: Shown<Row>) {
  return (
    <div className={stacks ? "datatable datatable-stacks" : "datatable"} role="group" aria-label={label} tabIndex={0}>
      <table role="table" aria-label={label}>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map(({ title, number }) => (
              <th key={title} role="columnheader" scope="col" className={number ? "number" : undefined}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <tr key={keyOf(row)} role="row">
              {columns.map(({ title, number, cell }) => (
                <td key={title} role="cell" data-name={title} className={number ? "number" : undefined}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
