import { isObject, type Json } from "./path";

/** JSON as `JSON.stringify(value, null, 2)` writes it, with the line (from 1) of each place. */
export function printed(value: Json): { text: string; lines: Map<string, number> } {
  const lines = new Map<string, number>();
  const out: string[] = [""];
  const put = (text: string) => void (out[out.length - 1] += text);
  const next = (depth: number) => void out.push("  ".repeat(depth));
  const walk = (here: Json, path: string, depth: number): void => {
    if (!lines.has(path)) lines.set(path, out.length);
    const entries: [string | null, string, Json][] = Array.isArray(here)
      ? here.map((item, i) => [null, `${path}[${i}]`, item])
      : isObject(here)
        ? Object.entries(here).map(([key, item]) => [key, `${path}.${key}`, item])
        : [];
    const [open, close] = Array.isArray(here) ? ["[", "]"] : ["{", "}"];
    if (typeof here !== "object" || here === null) return put(JSON.stringify(here));
    if (!entries.length) return put(open + close);
    put(open);
    entries.forEach(([key, place, item], i) => {
      next(depth + 1);
      lines.set(place, out.length);
      if (key !== null) put(`${JSON.stringify(key)}: `);
      walk(item, place, depth + 1);
      if (i < entries.length - 1) put(",");
    });
    next(depth);
    put(close);
  };
  walk(value, "$", 0);
  return { text: out.join("\n"), lines };
}

/** The line of a place, or of the nearest thing around it. */
export function lineOf(lines: ReadonlyMap<string, number>, path: string): number {
  for (let place = path; place; place = place.replace(/(\.[^.[\]]+|\[\d+\])$/, "")) {
    const line = lines.get(place);
    if (line !== undefined || place === "$") return line ?? 1;
  }
  return 1;
}
