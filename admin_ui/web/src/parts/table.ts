import type { Shape } from "../api/client";

/** A table somebody brought: from a file or pasted. */
export type Sheet = Shape<"SheetCard">;

const bare = /^[^",\n\r]*$/;

/** The sheet as CSV text. */
export function csvOf(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const cell = (text: string) => (bare.test(text) ? text : `"${text.replaceAll('"', '""')}"`);
  return `${[header, ...rows].map((row) => row.map(cell).join(",")).join("\n")}\n`;
}
