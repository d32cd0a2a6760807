import { useMemo, useState } from "react";
import type { IndicatorRef, PeriodKind, UnitRef } from "../../api/types";
import { unitLink } from "../../format/view";
import { type Comment, useComments } from "./queries";
import type { Surroundings } from "./widget";

/** The board at a unit, over the same period; the unit's own page where the board is not made for its level. */
export function boardLink(board: string, levels: readonly string[], unit: UnitRef, view: { period: PeriodKind; day?: string | undefined }): string {
  if (levels.length > 0 && !levels.includes(unit.level)) return unitLink(unit, view);
  const search = new URLSearchParams({ unit: unit.code, period: view.period, ...(view.day ? { day: view.day } : {}) });
  return `/boards/${encodeURIComponent(board)}?${search}`;
}

export interface Talk {
  unit: UnitRef;
  of: IndicatorRef;
}

interface About {
  name: string;
  levels: readonly string[];
  unit: UnitRef;
  day: string;
  first: string;
  period: PeriodKind;
}

/** What the widgets of a board are told, and which number is being talked about. */
export function useSurroundings(about: About | undefined, day: string | undefined) {
  const { data: said } = useComments(about?.unit.code, about?.first, about?.day);
  const [talk, setTalk] = useState<Talk | null>(null);
  const board = useMemo<Surroundings | undefined>(() => {
    if (!about) return undefined;
    const { name, levels, unit, period } = about;
    return {
      unit,
      day: about.day,
      period,
      linkTo: (to) => boardLink(name, levels, to, { period, day }),
      talk: {
        count: (code, indicator) => saidAbout(said, code, indicator).length,
        open: (to, of) => setTalk({ unit: to, of }),
      },
    };
  }, [about, day, said]);
  return { board, said, talk, close: () => setTalk(null) };
}

export function saidAbout(said: readonly Comment[] | undefined, unit: string, indicator: string): Comment[] {
  return (said ?? []).filter((one) => one.unit.code === unit && one.indicator === indicator);
}
