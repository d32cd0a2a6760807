import i18next from "i18next";
import { type ComponentType, lazy, type LazyExoticComponent } from "react";
import type { IndicatorRef, PeriodKind, UnitRef } from "../../api/types";
import type { Tree } from "../../i18n/texts";

/** What a widget knows of the board it stands on. */
export interface Surroundings {
  unit: UnitRef;
  day: string;
  period: PeriodKind;
  /** The address of a unit: this board there, or the unit's own page where the board is not made for its level. */
  linkTo: (unit: UnitRef) => string;
  /** What people said about numbers; missing where nothing can be said (in the designer). */
  talk?: { count: (unit: string, indicator: string) => number; open: (unit: UnitRef, of: IndicatorRef) => void };
}

/** What a widget is given: `data` as its Python side made it, and its settings. */
export interface WidgetProps<Data, Settings = Record<string, unknown>> {
  data: Data;
  settings: Settings;
  board: Surroundings;
}

type Drawn = ComponentType<WidgetProps<unknown>>;

const looks = import.meta.glob<{ default: Drawn }>("../../../../widgets/*/Widget.tsx");
const texts = {
  zh: import.meta.glob<Tree>("../../../../widgets/*/zh.json", { import: "default" }),
  en: import.meta.glob<Tree>("../../../../widgets/*/en.json", { import: "default" }),
};
const known = new Map<string, LazyExoticComponent<Drawn>>();

async function learn(folder: string): Promise<void> {
  for (const language of ["zh", "en"] as const) {
    const found = await texts[language][`${folder}/${language}.json`]?.();
    if (found) i18next.addResourceBundle(language, "translation", found, true, true);
  }
}

/** The component of a widget, fetched with its texts when it is first drawn; nothing where this client has none. */
export function widgetNamed(name: string): LazyExoticComponent<Drawn> | undefined {
  const folder = `../../../../widgets/${name}`;
  const look = looks[`${folder}/Widget.tsx`];
  if (look && !known.has(name)) known.set(name, lazy(async () => (await Promise.all([look(), learn(folder)]))[0]));
  return known.get(name);
}
