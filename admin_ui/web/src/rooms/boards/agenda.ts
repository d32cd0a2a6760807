import type { Shape } from "../../api/client";

export type Agenda = Shape<"Agenda">;
export type Item = Agenda["own"];

export interface Step {
  kind: "own" | "red" | "yellow" | "spotlight";
  items: Item[];
}

/** The order of a meeting: the whole, each red unit by itself, the yellow ones together, whom to praise. */
export function stepsOf(agenda: Agenda): Step[] {
  return [
    { kind: "own", items: [agenda.own] },
    ...agenda.red.map((item): Step => ({ kind: "red", items: [item] })),
    ...(agenda.yellow.length > 0 ? [{ kind: "yellow" as const, items: agenda.yellow }] : []),
    { kind: "spotlight", items: agenda.spotlight },
  ];
}

/** The step a key leads to. */
export function turned(at: number, of: number, key: string): number {
  if (["ArrowRight", "ArrowDown", "PageDown", " "].includes(key)) return Math.min(at + 1, of - 1);
  if (["ArrowLeft", "ArrowUp", "PageUp"].includes(key)) return Math.max(at - 1, 0);
  return { Home: 0, End: of - 1 }[key] ?? at;
}
