import { headersFor } from "../../../../api/call";
import type { Shape } from "../../../../api/client";
import { Problem } from "../../../../api/problem";
import { readTsv } from "./tsv";

export interface TableRead {
  columns: string[];
  rows: (string | null)[][];
  /** Their numbers in the file. */
  lines: number[];
}

/** A file as the server reads it: CSV or Excel, its first sheet. Throws a `Problem`. */
export async function readFile(file: File): Promise<TableRead> {
  const body = new FormData();
  body.append("file", file);
  const answer = await fetch("/api/v1/tables/read", { method: "POST", headers: headersFor("POST"), body, credentials: "same-origin" });
  if (!answer.ok) throw await Problem.of(answer);
  const { sheets } = (await answer.json()) as Shape<"TablesCard">;
  const first = sheets?.[0];
  return { columns: first?.header ?? [], rows: first?.rows ?? [], lines: first?.lines ?? [] };
}

/** Cells pasted from a spreadsheet: the first row names the columns. */
export function readPasted(text: string): TableRead {
  const [columns = [], ...rows] = readTsv(text);
  return { columns, rows, lines: rows.map((_, at) => at + 2) };
}
