import { useMemo } from "react";
import type { PeriodKind } from "../../api/types";
import { placed, readingOrder } from "./layout";
import { type Asked, type WidgetCard, useWidgetKinds } from "./queries";
import type { Surroundings } from "./widget";
import "./BoardGrid.css";
import { WidgetFrame } from "./WidgetFrame";

const USUAL = { w: 12, h: 6 };

/** The widgets in their places; on a narrow screen below each other in the order of reading. */
export function BoardGrid({ name, widgets, asked, board }: { name: string; widgets: readonly WidgetCard[]; asked: Asked & { period: PeriodKind }; board: Surroundings }) {
  const { data: kinds } = useWidgetKinds();
  const places = useMemo(() => {
    const kind = (type: string) => kinds?.find((one) => one.name === type);
    return placed(widgets.map((wish) => ({ wish, size: kind(wish.type)?.default ?? USUAL, minimal: kind(wish.type)?.minimal ?? { w: 1, h: 1 } })));
  }, [widgets, kinds]);
  return (
    <div className="boardgrid">
      {readingOrder(places).map((at) => {
        const [card, place] = [widgets[at], places[at]];
        if (!card || !place) return null;
        const style = { gridColumn: `${place.x + 1} / span ${place.w}`, gridRow: `${place.y + 1} / span ${place.h}` };
        return (
          <div key={card.number} className="boardgrid-cell" style={style}>
            <WidgetFrame name={name} card={card} asked={asked} board={board} />
          </div>
        );
      })}
    </div>
  );
}
