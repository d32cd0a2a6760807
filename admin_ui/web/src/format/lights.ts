import type { ChildUnit, Colour, Home, Light } from "../api/types";

/** Worst first. Grey stands before green: what nobody knows needs a look sooner than what is well. */
export const WORST_FIRST: readonly Colour[] = ["red", "yellow", "grey", "green"];

/** Never more lamps than this at a first look; a phone's screen holds fewer. */
export const MOST_LAMPS = 12;
export const MOST_LAMPS_ON_PHONE = 8;

/** A stable sort by colour: those of one colour keep the server's order. */
export function worstFirst<T extends { light: Colour }>(lamps: readonly T[]): T[] {
  return [...lamps].sort((a, b) => WORST_FIRST.indexOf(a.light) - WORST_FIRST.indexOf(b.light));
}

export function tally(lamps: readonly { light: Colour }[]): Record<Colour, number> {
  const counts: Record<Colour, number> = { red: 0, yellow: 0, grey: 0, green: 0 };
  for (const lamp of lamps) counts[lamp.light] += 1;
  return counts;
}

/** Whether own indicators and units below fit on one first look together; if not, one of them is shown at a time. */
export function fitsTogether(home: Pick<Home, "lights" | "units">, phone: boolean): boolean {
  return home.lights.length + home.units.length <= (phone ? MOST_LAMPS_ON_PHONE : MOST_LAMPS);
}

/** The lights a unit's lamp names as its cause: those of its own colour, the farthest from the target first; none where all is well. */
export function causes({ light, worst, lights }: ChildUnit): Light[] {
  if (light === "green") return [];
  const far = ({ attainment }: Light) => attainment ?? Infinity;
  return (worst ?? lights ?? []).filter((one) => one.light === light).sort((a, b) => far(a) - far(b) || 0);
}

type Data = Pick<Light, "have" | "expected"> & Partial<Pick<Light, "data_day" | "synced_at">>;

/** How much data a unit's lamp stands on: as the server says, else that of its least covered light. */
export function dataOf(child: ChildUnit): Data | undefined {
  const { have, expected } = child;
  if (have !== undefined && expected !== undefined) return { ...child, have, expected };
  const lights = child.lights ?? child.worst ?? [];
  const share = (light: Light) => (light.expected ? light.have / light.expected : 1);
  return [...lights].sort((a, b) => share(a) - share(b))[0];
}
