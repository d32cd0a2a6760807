/** Blocks of cells as spreadsheets put them on the clipboard. */

/** Rows of cells; quoted cells may hold tabs, line breaks and doubled quotes. */
export function readTsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let quoted = false;
  const plain = text.replace(/\r\n?/g, "\n");
  for (let at = 0; at < plain.length; at += 1) {
    const mark = plain[at] as string;
    if (quoted) {
      if (mark !== '"') cell += mark;
      else if (plain[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else quoted = false;
    } else if (mark === '"' && cell === "") quoted = true;
    else if (mark === "\t" || mark === "\n") {
      row.push(cell);
      cell = "";
      if (mark === "\n") {
        rows.push(row);
        row = [];
      }
    } else cell += mark;
  }
  if (cell !== "" || row.length) rows.push([...row, cell]);
  return rows;
}

/** The block as text for the clipboard. */
export function writeTsv(rows: readonly (readonly string[])[]): string {
  const written = (cell: string) => (/["\t\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  return rows.map((row) => row.map(written).join("\t")).join("\n");
}
