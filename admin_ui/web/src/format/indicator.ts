import { useHome } from "../api/queries";
import type { IndicatorRef } from "../api/types";

/** How an indicator is written, by its name: from the cockpit's cards, else as a plain number. */
export function useIndicator(name: string): IndicatorRef {
  const found = useHome().data?.lights.find((light) => light.indicator === name);
  return found ?? { indicator: name, title: { zh: name, en: name }, display: "number", decimals: 2, unit_of_measure: "", direction: "higher" };
}
