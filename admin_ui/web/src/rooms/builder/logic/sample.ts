/** A table copied out of a spreadsheet or a small CSV file, in cells: tabs, commas or semicolons, whichever the first line has most of. */
export function cellsOf(text: string, most = 500): string[][] {
  const plain = text.replace(/^\ufeff/, "").replace(/\r\n?/g, "\n");
  const [first = ""] = plain.split("\n", 1);
  const mark = ["\t", ",", ";"].map((one) => ({ one, count: first.split(one).length })).sort((a, b) => b.count - a.count)[0]?.one ?? ",";
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let quoted = false;
  const end = () => {
    row.push(cell);
    cell = "";
  };
  for (let i = 0; i < plain.length && rows.length <= most; i += 1) {
    const sign = plain[i];
    if (quoted) {
      if (sign === '"' && plain[i + 1] === '"') {
        cell += '"';
        i += 1;
      } else if (sign === '"') quoted = false;
      else cell += sign;
    } else if (sign === '"' && cell === "") quoted = true;
    else if (sign === mark) end();
    else if (sign === "\n") {
      end();
      rows.push(row);
      row = [];
    } else cell += sign;
  }
  if (cell || row.length) {
    end();
    rows.push(row);
  }
  return rows.filter((one) => one.some((text) => text.trim())).slice(0, most + 1);
}
