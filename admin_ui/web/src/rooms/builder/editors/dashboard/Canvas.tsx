import { DragOutlined, WarningOutlined } from "@ant-design/icons";
import { type KeyboardEvent, useMemo } from "react";
import GridLayout, { noCompactor, useContainerWidth } from "react-grid-layout";
import "react-grid-layout/css/styles.css";
import type { Issue } from "../../../../api/types";
import { useWords } from "../../../../i18n/words";
import { Loading } from "../../../../parts/Loading";
import { COLUMNS, nudged, type Place } from "../../../boards/layout";
import type { BoardView } from "../../../boards/queries";
import type { Surroundings } from "../../../boards/widget";
import { WidgetBody } from "../../../boards/WidgetFrame";
import { usePhone } from "../../../../format/page";
import { type Entry, placesOf, type Sizes } from "./entries";

interface Shown {
  name: string;
  entries: readonly Entry[];
  sizeOf: (type: string) => Sizes;
  titleOf: (entry: Entry) => string;
  view: BoardView | undefined;
  header: string;
  issues: readonly Issue[];
  chosen: number | null;
  readOnly: boolean;
  onChoose: (at: number | null) => void;
  onMove: (at: number, place: Place) => void;
  onRemove: (at: number) => void;
}

const ROW = 32;
const GAP = 16;
/** How wide a board is on a desk: the canvas is a picture of it in small. */
const DESK = 1216;
const LEAST = 0.42;

/** The board as it will stand. A widget is moved by its head, stretched at its corner; by keys: arrows, with Shift to stretch, Delete. */
export function Canvas({ name, entries, sizeOf, titleOf, view, header, issues, chosen, readOnly, onChoose, onMove, onRemove }: Shown) {
  const { t } = useWords();
  const { width, containerRef, mounted } = useContainerWidth();
  const phone = usePhone();
  const scale = Math.min(1, Math.max(LEAST, width / DESK));
  const places = useMemo(() => placesOf(entries, sizeOf), [entries, sizeOf]);
  const layout = places.map((place, at) => {
    const { minimal } = sizeOf(entries[at]?.type ?? "");
    return { i: String(at), ...place, minW: Math.min(minimal.w, place.w), minH: Math.min(minimal.h, place.h) };
  });
  const take = (item: { i: string; x: number; y: number; w: number; h: number } | null) => {
    const old = item ? places[Number(item.i)] : undefined;
    if (!item || !old || (["x", "y", "w", "h"] as const).every((side) => old[side] === item[side])) return;
    onMove(Number(item.i), { x: item.x, y: item.y, w: item.w, h: item.h });
  };
  const keys = (event: KeyboardEvent, at: number) => {
    const place = places[at];
    if (event.target !== event.currentTarget || readOnly || !place) return;
    if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      return onRemove(at);
    }
    if (event.key === "Escape") return onChoose(null);
    if (event.key === "Enter") {
      event.preventDefault();
      onChoose(at);
      return requestAnimationFrame(() => document.querySelector<HTMLElement>(".properties input, .properties button")?.focus());
    }
    if (!event.key.startsWith("Arrow")) return;
    event.preventDefault();
    const next = nudged(place, event.key, event.shiftKey, sizeOf(entries[at]?.type ?? "").minimal);
    if ((["x", "y", "w", "h"] as const).some((side) => next[side] !== place[side])) onMove(at, next);
  };
  return (
    <div ref={containerRef} className="canvas">
      {mounted ? (
        <GridLayout
          width={width}
          layout={layout}
          compactor={noCompactor}
          gridConfig={{ cols: COLUMNS, rowHeight: ROW * scale, margin: [GAP * scale, GAP * scale], containerPadding: [0, 0] }}
          dragConfig={{ enabled: !readOnly && !phone, handle: ".canvas-head" }}
          resizeConfig={{ enabled: !readOnly && !phone, handles: ["se"] }}
          onDragStop={(_, __, item) => take(item)}
          onResizeStop={(_, __, item) => take(item)}
        >
          {entries.map((entry, at) => {
            const title = titleOf(entry);
            const bad = issues.filter(({ path }) => path.startsWith(`$.layout[${at}]`)).length;
            const state = { x: (places[at]?.x ?? 0) + 1, y: (places[at]?.y ?? 0) + 1, w: places[at]?.w, h: places[at]?.h };
            return (
              <div key={at} data-path={`$.layout[${at}]`}>
                <section
                  className={`canvas-item${chosen === at ? " canvas-item-chosen" : ""}${bad ? " canvas-item-bad" : ""}`}
                  tabIndex={0}
                  aria-label={t("builder.dashboard.item", { title, ...state })}
                  data-item={at}
                  onKeyDown={(event) => keys(event, at)}
                  onFocus={(event) => event.target === event.currentTarget && onChoose(at)}
                  onClick={() => onChoose(at)}
                >
                  <header className="canvas-head">
                    <DragOutlined aria-hidden />
                    <b>{title}</b>
                    {bad ? (
                      <span className="canvas-bad">
                        <WarningOutlined aria-hidden /> {t("builder.dashboard.issues", { count: bad })}
                      </span>
                    ) : null}
                  </header>
                  <div className="canvas-body" inert style={{ zoom: scale }}>
                    <Live name={name} at={at} entry={entry} view={view} header={header} />
                  </div>
                </section>
              </div>
            );
          })}
        </GridLayout>
      ) : null}
    </div>
  );
}

/** The widget with the figures of the saved draft; the shape of what is coming while they are not those of this entry. */
function Live({ name, at, entry, view, header }: { name: string; at: number; entry: Entry; view: BoardView | undefined; header: string }) {
  const card = view?.widgets.find(({ number }) => number === at + 1);
  if (!view || !card || card.type !== entry.type) return <Loading lines={2} />;
  const asked = { unit: view.unit.code, day: view.day };
  const board: Surroundings = { unit: view.unit, day: view.day, period: view.period, linkTo: () => "" };
  return <WidgetBody name={name} card={card} asked={asked} board={board} header={header} />;
}
