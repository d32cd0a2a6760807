import { closestCenter, DndContext, type DragEndEvent, type DragMoveEvent, KeyboardSensor, PointerSensor, useSensor, useSensors } from "@dnd-kit/core";
import { SortableContext, sortableKeyboardCoordinates, useSortable, verticalListSortingStrategy } from "@dnd-kit/sortable";
import { CSS } from "@dnd-kit/utilities";
import { HolderOutlined, WarningOutlined } from "@ant-design/icons";
import { type KeyboardEvent, useState } from "react";
import type { Issue } from "../../../../api/types";
import { useWords } from "../../../../i18n/words";
import { isObject, within } from "../../logic/path";
import { entriesOf, type Entry, type FieldType, inside, landing, pathTo, type Place, type Row, rowsOf, sameplace, stepped } from "./fields";

/** How far to the right a field is dragged to stand one level deeper. */
const INDENT = 28;

interface Shown {
  value: Entry;
  types: readonly FieldType[];
  issues: readonly Issue[];
  chosen: Place | null;
  readOnly: boolean;
  onChoose: (place: Place | null) => void;
  onMove: (from: Place, to: Place) => void;
  onRemove: (place: Place) => void;
}

/** The fields in the order of filling: dragged by their handle (sideways: into a section or out), or moved by Alt + arrow keys. */
export function Canvas({ value, types, issues, chosen, readOnly, onChoose, onMove, onRemove }: Shown) {
  const { t, words } = useWords();
  const [dragged, setDragged] = useState<string | null>(null);
  const [wish, setWish] = useState<{ over: string; depth: number } | null>(null);
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 6 } }), useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }));
  const holds = (type: string) => types.find(({ name }) => name === type)?.holds ?? false;
  const all = rowsOf(value);
  const moving = dragged === null ? undefined : all.find(({ place }) => pathTo(place) === dragged);
  const rows = moving ? all.filter(({ place }) => sameplace(place, moving.place) || !inside(place, moving.place)) : all;
  const indexOf = (id: string) => rows.findIndex(({ place }) => pathTo(place) === id);
  const nameOf = (id: string | number) => {
    const entry = all.find(({ place }) => pathTo(place) === id)?.entry;
    return (entry && isObject(entry.title) && words(entry.title as { zh: string; en: string })) || String(entry?.name ?? "");
  };
  const found = ({ delta, over }: DragMoveEvent | DragEndEvent) => {
    if (!moving || !over) return null;
    return landing(rows, indexOf(dragged ?? ""), indexOf(String(over.id)), moving.depth + Math.round(delta.x / INDENT), holds);
  };
  const stop = () => {
    setDragged(null);
    setWish(null);
  };
  const end = (event: DragEndEvent) => {
    const to = found(event);
    if (moving && to && !sameplace(to.place, moving.place)) onMove(moving.place, to.place);
    stop();
  };
  const keys = (event: KeyboardEvent, place: Place) => {
    if (event.target !== event.currentTarget || readOnly) return;
    const way = ({ ArrowUp: "up", ArrowDown: "down", ArrowRight: "in", ArrowLeft: "out" } as const)[event.key];
    if (way && event.altKey) {
      event.preventDefault();
      const to = stepped(value, place, way, holds);
      if (to) onMove(place, to);
    } else if (way === "up" || way === "down") {
      event.preventDefault();
      const at = indexOf(pathTo(place)) + (way === "up" ? -1 : 1);
      if (rows[at]) document.querySelector<HTMLElement>(`[data-path="${pathTo(rows[at].place)}"] .formrow-main`)?.focus();
    } else if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      onRemove(place);
    } else if (event.key === "Escape") onChoose(null);
  };
  const said = (key: string, id: string | number) => t(`builder.form.drag.${key}`, { title: nameOf(id) });
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={closestCenter}
      accessibility={{
        screenReaderInstructions: { draggable: t("builder.form.drag.how") },
        announcements: {
          onDragStart: ({ active }) => said("begun", active.id),
          onDragOver: ({ active, over }) => (over ? t("builder.form.drag.over", { title: nameOf(active.id), place: indexOf(String(over.id)) + 1 }) : undefined),
          onDragEnd: ({ active }) => said("done", active.id),
          onDragCancel: ({ active }) => said("left", active.id),
        },
      }}
      onDragStart={({ active }) => {
        setDragged(String(active.id));
        onChoose(null);
      }}
      onDragMove={(event) => {
        const to = found(event);
        setWish(to && event.over ? { over: String(event.over.id), depth: to.depth } : null);
      }}
      onDragEnd={end}
      onDragCancel={stop}
    >
      <SortableContext items={rows.map(({ place }) => pathTo(place))} strategy={verticalListSortingStrategy}>
        <ol className="formcanvas">
          {rows.map((row) => {
            const id = pathTo(row.place);
            const own = issues.filter(({ path }) => within(path, id) && !entriesOf(row.entry).some((_, i) => within(path, `${id}.fields[${i}]`)));
            return (
              <FieldRow
                key={id}
                id={id}
                row={dragged === id && wish ? { ...row, depth: wish.depth } : row}
                type={types.find(({ name }) => name === row.entry.type)}
                bad={own.filter(({ level }) => level === "error").length}
                doubtful={own.length > 0}
                chosen={sameplace(chosen, row.place)}
                readOnly={readOnly}
                onChoose={() => onChoose(row.place)}
                onKeyDown={(event) => keys(event, row.place)}
              />
            );
          })}
        </ol>
      </SortableContext>
    </DndContext>
  );
}

interface Line {
  id: string;
  row: Row;
  type: FieldType | undefined;
  bad: number;
  doubtful: boolean;
  chosen: boolean;
  readOnly: boolean;
  onChoose: () => void;
  onKeyDown: (event: KeyboardEvent) => void;
}

function FieldRow({ id, row, type, bad, doubtful, chosen, readOnly, onChoose, onKeyDown }: Line) {
  const { t, words } = useWords();
  const { setNodeRef, setActivatorNodeRef, transform, transition, isDragging, attributes, listeners } = useSortable({ id, disabled: readOnly });
  const { entry, depth } = row;
  const name = String(entry.name ?? "");
  const title = (isObject(entry.title) ? words(entry.title as { zh: string; en: string }) : "") || name;
  const kind = type ? words(type.title) : String(entry.type ?? "");
  const marks = [
    entry.required === true ? t("builder.form.mark.required") : typeof entry.required === "string" ? t("builder.form.mark.sometimes") : "",
    entry.visible !== undefined ? t("builder.form.mark.visible") : "",
    entry.constraint !== undefined ? t("builder.form.mark.constraint") : "",
  ].filter(Boolean);
  const state = ["formrow", chosen ? "formrow-chosen" : "", bad ? "formrow-bad" : doubtful ? "formrow-doubtful" : "", isDragging ? "formrow-moving" : "", type?.holds ? "formrow-holder" : ""].filter(Boolean).join(" ");
  return (
    <li ref={setNodeRef} className={state} data-path={id} style={{ transform: CSS.Translate.toString(transform), transition, marginLeft: depth * INDENT }}>
      {readOnly ? null : (
        <button type="button" ref={setActivatorNodeRef} className="formrow-handle" {...attributes} {...listeners} aria-label={t("builder.form.move", { title })}>
          <HolderOutlined aria-hidden />
        </button>
      )}
      <button type="button" className="formrow-main" aria-pressed={chosen} onClick={onChoose} onFocus={onChoose} onKeyDown={onKeyDown}>
        <span className="formrow-title">{title || t("builder.form.untitled")}</span>
        <span className="formrow-about">
          <span>{kind}</span> <code>{name}</code>
          {marks.map((mark) => (
            <span key={mark} className="formrow-mark">
              {mark}
            </span>
          ))}
        </span>
      </button>
      {bad ? (
        <span className="formrow-issues">
          <WarningOutlined aria-hidden /> {t("builder.dashboard.issues", { count: bad })}
        </span>
      ) : null}
    </li>
  );
}
