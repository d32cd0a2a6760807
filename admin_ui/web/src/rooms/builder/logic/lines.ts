/** One row of a side-by-side comparison: null where the other side alone has a line. */
export interface Row {
  left: string | null;
  right: string | null;
  same: boolean;
}

/** Two texts line by line, by their longest common subsequence. */
export function compared(left: string, right: string): Row[] {
  const [a, b] = [left, right].map((text) => (text ? text.replace(/\n$/, "").split("\n") : [])) as [string[], string[]];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  const equal = (lines: string[]): Row[] => lines.map((line) => ({ left: line, right: line, same: true }));
  const middle = changed(a.slice(start, a.length - end), b.slice(start, b.length - end));
  return [...equal(a.slice(0, start)), ...middle, ...equal(a.slice(a.length - end))];
}

function changed(a: string[], b: string[]): Row[] {
  const width = b.length + 1;
  const length = new Uint32Array((a.length + 1) * width);
  const of = (i: number, j: number) => length[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1) length[i * width + j] = a[i] === b[j] ? of(i + 1, j + 1) + 1 : Math.max(of(i + 1, j), of(i, j + 1));
  const rows: Row[] = [];
  let [gone, come]: [string[], string[]] = [[], []];
  const pair = () => {
    for (let k = 0; k < Math.max(gone.length, come.length); k += 1) rows.push({ left: gone[k] ?? null, right: come[k] ?? null, same: false });
    [gone, come] = [[], []];
  };
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      pair();
      rows.push({ left: a[i] ?? "", right: b[j] ?? "", same: true });
      [i, j] = [i + 1, j + 1];
    } else if (j >= b.length || (i < a.length && of(i + 1, j) >= of(i, j + 1))) gone.push(a[i++] ?? "");
    else come.push(b[j++] ?? "");
  }
  pair();
  return rows;
}

/** Equal stretches longer than `around` on both sides of a change are folded: null says how many rows are left out. */
export function folded(rows: Row[], around = 3): (Row | number)[] {
  const near = rows.map((_, i) => rows.slice(Math.max(0, i - around), i + around + 1).some((row) => !row.same));
  const out: (Row | number)[] = [];
  rows.forEach((row, i) => {
    const last = out.at(-1);
    if (near[i]) out.push(row);
    else if (typeof last === "number") out[out.length - 1] = last + 1;
    else out.push(1);
  });
  return out;
}
