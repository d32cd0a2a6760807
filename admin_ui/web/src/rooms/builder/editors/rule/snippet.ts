/** What a press on a name puts into a template: a value, or a loop over a list. */
export function snippetOf(name: string, filter?: string): string {
  if (name.includes("[].")) {
    const [list = "", entry = ""] = name.split("[].");
    return `{{ ${list.charAt(0)}.${entry}${filter ? ` | ${filter}` : ""} }}`;
  }
  return `{{ ${name}${filter ? ` | ${filter}` : ""} }}`;
}

/** A loop over a list with its entries, in the list's own order. */
export function loopOf(list: string, entries: readonly string[]): string {
  const inner = entries.map((entry) => snippetOf(`${list}[].${entry}`, FILTERS[entry])).join(" ");
  return `{% for ${list.charAt(0)} in ${list} %}${inner}\n{% endfor %}`;
}

const FILTERS: Record<string, string> = { day: "day('short')", actual: "money", target: "money", attainment: "percent" };

/** The filter that a name's value is printed with. */
export const filterOf = (name: string): string | undefined => FILTERS[name.split("[].").at(-1) ?? ""];
