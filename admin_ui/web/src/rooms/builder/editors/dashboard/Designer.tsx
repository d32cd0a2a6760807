import { useEffect, useMemo, useState } from "react";
import { previewHeader } from "../../../../api/preview";
import { useWords } from "../../../../i18n/words";
import { Nothing } from "../../../../parts/Nothing";
import { ProblemNotice } from "../../../../parts/ProblemNotice";
import { useBoard, useWidgetKinds } from "../../../boards/queries";
import { useKinds } from "../../changes";
import type { Definition, EditorProps } from "../../editor";
import type { Json } from "../../logic/path";
import { GenericEditor } from "../../parts/GenericEditor";
import { Canvas } from "./Canvas";
import "./Designer.css";
import { added, ANY, type Entry, entriesOf, moved, withEntries } from "./entries";
import { LookBar, type Looking } from "./LookBar";
import { Palette } from "./Palette";
import { Properties } from "./Properties";

/** How long nothing must change before the preview asks anew: the page has saved the draft by then. */
const QUIET = 1500;

function useQuiet<T>(value: T): T {
  const [quiet, setQuiet] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setQuiet(value), QUIET);
    return () => clearTimeout(timer);
  }, [value]);
  return quiet;
}

/** The designer of boards: widgets from a palette, placed by dragging or by keys, filled with real figures. */
export default function Designer({ change, value, issues, readOnly, onChange }: EditorProps) {
  const { t, words } = useWords();
  const { data: kinds } = useWidgetKinds();
  const [look, setLook] = useState<Looking>({ as: "", unit: "", day: "" });
  const [chosen, setChosen] = useState<number | null>(null);
  const [said, setSaid] = useState("");
  const entries = entriesOf(value);
  const sizeOf = useMemo(() => (type: string) => kinds?.find(({ name }) => name === type) ?? ANY, [kinds]);
  const header = previewHeader({ change, ...(look.as ? { as: look.as } : {}) });
  const asked = { unit: look.unit || undefined, day: look.day || undefined };
  const mark = useQuiet(JSON.stringify(value));
  const board = useBoard(value.name, asked, header, mark);
  const set = (next: readonly Entry[]) => onChange(withEntries(value, next));
  const titleOf = (entry: Entry | undefined) => (entry ? words(entry.title) || words(kinds?.find(({ name }) => name === entry.type)?.title) || entry.type : "");

  const add = (type: string) => {
    const settings = type === "text" ? { text: { zh: t("builder.dashboard.newText"), en: t("builder.dashboard.newText") } } : undefined;
    set(added(entries, type, sizeOf, settings));
    setChosen(entries.length);
    setTimeout(() => document.querySelector(`[data-item="${entries.length}"]`)?.scrollIntoView({ block: "center" }), 50);
    setSaid(t("builder.dashboard.added", { title: titleOf({ type }) }));
  };
  const remove = (at: number) => {
    set(entries.filter((_, index) => index !== at));
    setChosen(null);
    setSaid(t("builder.dashboard.removed", { title: titleOf(entries[at]) }));
  };
  const picked = chosen === null ? undefined : entries[chosen];
  const kind = useKinds().data?.find((one) => one.kind === "dashboard");
  const given = kind && { kind, change, value: value as Json, issues, readOnly, onChange: (next: { [key: string]: Json }) => onChange(next as Definition) };
  // Without indicators there is nothing to show yet: what the board is about comes first then, and is folded later.
  const [begun] = useState(Array.isArray(value.indicators) && value.indicators.length > 0);
  return (
    <div className="designer">
      {given ? (
        <details className="designer-content" open={!begun}>
          <summary>{t("builder.dashboard.content")}</summary>
          <GenericEditor {...given} but={["layout"]} />
        </details>
      ) : null}
      <LookBar look={look} onChange={setLook} unit={board.data ? words(board.data.unit.title) : ""} busy={board.isFetching} />
      {board.error && issues.length === 0 ? <ProblemNotice problem={board.error} retry={() => void board.refetch()} /> : null}
      <p className="unseen" role="status">
        {said}
      </p>
      <div className="designer-desk">
        {readOnly ? null : <Palette kinds={kinds ?? []} onAdd={add} />}
        <div className="designer-canvas">
          {entries.length === 0 ? <Nothing>{t("builder.dashboard.empty")}</Nothing> : null}
          <Canvas
            name={value.name}
            entries={entries}
            sizeOf={sizeOf}
            titleOf={titleOf}
            view={board.data}
            header={header}
            issues={issues}
            chosen={chosen}
            readOnly={readOnly}
            onChoose={setChosen}
            onMove={(at, place) => {
              set(moved(entries, at, place, sizeOf));
              setSaid(t("builder.dashboard.placed", { title: titleOf(entries[at]), x: place.x + 1, y: place.y + 1, w: place.w, h: place.h }));
            }}
            onRemove={remove}
          />
        </div>
        {picked && chosen !== null ? (
          <Properties
            key={chosen}
            at={chosen}
            entry={picked}
            title={titleOf(picked)}
            change={change}
            value={value}
            issues={issues}
            readOnly={readOnly}
            kind={kinds?.find(({ name }) => name === picked.type)}
            onChange={(next) => set(entries.map((entry, index) => (index === chosen ? next : entry)))}
            onRemove={() => remove(chosen)}
            onClose={() => setChosen(null)}
          />
        ) : (
          <p className="designer-hint soft">{t("builder.dashboard.hint")}</p>
        )}
      </div>
    </div>
  );
}
