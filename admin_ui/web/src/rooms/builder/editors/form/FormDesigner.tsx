import { Segmented } from "antd";
import { useMemo, useState } from "react";
import { useWords } from "../../../../i18n/words";
import { Loading } from "../../../../parts/Loading";
import { Nothing } from "../../../../parts/Nothing";
import { ProblemNotice } from "../../../../parts/ProblemNotice";
import { useKinds } from "../../changes";
import type { Definition, EditorProps } from "../../editor";
import { isObject, type Json } from "../../logic/path";
import { GenericEditor } from "../../parts/GenericEditor";
import { Canvas } from "./Canvas";
import { Checks } from "./Checks";
import { Duties } from "./Duties";
import "./FormDesigner.css";
import { begun, type Entry, type FieldType, entriesOf, entryAt, inserted, moved, named, namesIn, nextPlace, pathTo, type Place, removed, replaced, rowsOf, stepped } from "./fields";
import { ImportForm } from "./ImportForm";
import { Maps } from "./Maps";
import { Palette } from "./Palette";
import { Preview } from "./Preview";
import { Properties } from "./Properties";
import { useDrafted } from "./useDrafted";
import { useFormVocabulary } from "./vocabulary";

/** Shown by hand-made parts; whatever else the kind has comes from its schema, in these groups. */
const OWN = ["fields", "duties", "maps", "checks"];
const FIRST = ["title", "level", "fillers", "state"];
const GROUPS = [
  { key: "basics", fields: FIRST, folded: false },
  { key: "review", fields: ["review"], folded: false },
  { key: "lists", fields: ["lists"], folded: true },
  { key: "retention", fields: ["retention"], folded: true },
  { key: "about", fields: ["description"], folded: true },
];
type Side = "settings" | "phone";

/** The designer of forms: what is asked, of whom and when, what is checked, and where the answers go. */
export default function FormDesigner({ change, value, live, issues, readOnly, onChange }: EditorProps) {
  const { t, words } = useWords();
  const vocabulary = useFormVocabulary();
  const drafted = useDrafted(change, value);
  const kinds = useKinds();
  const [chosen, setChosen] = useState<Place | null>(null);
  const [side, setSide] = useState<Side>("phone");
  const [said, setSaid] = useState("");
  const served_ = kinds.data?.find((one) => one.kind === "form");
  const kind = useMemo(() => {
    const both = (key: string) => ({ zh: t(`builder.form.part.${key}`, { lng: "zh" }), en: t(`builder.form.part.${key}`, { lng: "en" }) });
    return served_ && { ...served_, ui: { ...served_.ui, groups: GROUPS.map(({ key, ...group }) => ({ title: both(key), ...group })) } };
  }, [served_, t]);
  const types = useMemo(() => vocabulary.data?.types ?? [], [vocabulary.data]);
  const failure = vocabulary.error ?? kinds.error;
  if (failure) return <ProblemNotice problem={failure} retry={() => void vocabulary.refetch()} />;
  if (!kind || !vocabulary.data) return <Loading lines={8} />;
  const form = value as Entry;
  const typeOf = (name: Json | undefined) => types.find((one) => one.name === name);
  const holds = (name: string) => typeOf(name)?.holds ?? false;
  const set = (next: Entry) => onChange(next as Definition);
  const titleOf = (entry: Entry | undefined) => (isObject(entry?.title) ? words(entry.title as { zh: string; en: string }) : "") || String(entry?.name ?? "");
  const served = new Set(live ? rowsOf(live as Json).map(({ entry }) => String(entry.name)) : []);
  const choose = (place: Place | null) => {
    setChosen(place);
    if (place) setSide("settings");
  };
  const add = (type: FieldType) => {
    const place = nextPlace(form, chosen, holds);
    set(inserted(form, place, begun(type, form)));
    choose(place);
    setSaid(t("builder.dashboard.added", { title: words(type.title) }));
    setTimeout(() => document.querySelector(`[data-path="${pathTo(place)}"]`)?.scrollIntoView({ block: "nearest" }), 50);
  };
  const move = (from: Place, to: Place) => {
    const title = titleOf(entryAt(form, from));
    set(moved(form, from, to));
    setChosen(to);
    setSaid(t("builder.form.moved", { title, place: (to.at(-1) ?? 0) + 1 }));
    setTimeout(() => document.querySelector<HTMLElement>(`[data-path="${pathTo(to)}"] .formrow-main`)?.focus(), 50);
  };
  const remove = (place: Place) => {
    setSaid(t("builder.dashboard.removed", { title: titleOf(entryAt(form, place)) }));
    set(removed(form, place));
    setChosen(null);
  };
  const copy = (place: Place) => {
    const entry = entryAt(form, place);
    if (!entry) return;
    const taken = namesIn(form);
    const free = (name: string) => {
      const stem = name.replace(/_\d+$/, "");
      let made = name;
      for (let i = 2; taken.has(made); i += 1) made = `${stem}_${i}`;
      taken.add(made);
      return made;
    };
    const fresh = ({ aliases: _, ...one }: Entry): Entry => ({ ...one, name: free(String(one.name)), ...(one.fields ? { fields: entriesOf(one).map(fresh) } : {}) });
    const to = [...place.slice(0, -1), (place.at(-1) ?? 0) + 1];
    set(inserted(form, to, fresh(entry)));
    choose(to);
  };
  const entry = chosen ? entryAt(form, chosen) : undefined;
  const given = { kind, change, value: value as Json, issues, readOnly, onChange: (next: Entry) => set(next) };
  const shared = { change, form, kind, issues, readOnly, types, names: drafted.names, onChange: set };
  return (
    <div className="formdesigner">
      <GenericEditor {...given} only={FIRST} />
      {readOnly ? null : <ImportForm form={form} onTake={set} />}
      <p className="unseen" role="status">
        {said}
      </p>
      <section className="formdesk" aria-label={t("builder.form.fields")} data-path="$.fields">
        {readOnly ? null : <Palette types={types} onAdd={add} />}
        <div className="formdesk-canvas">
          {entriesOf(form).length === 0 ? <Nothing>{t("builder.form.empty")}</Nothing> : null}
          <Canvas value={form} types={types} issues={issues} chosen={chosen} readOnly={readOnly} onChoose={choose} onMove={move} onRemove={remove} />
          {readOnly || entriesOf(form).length === 0 ? null : <p className="soft small formdesk-hint">{t("builder.form.hint")}</p>}
        </div>
        <div className="formdesk-side" data-side={side}>
          <Segmented
            block
            className="formdesk-switch"
            aria-label={t("builder.form.side")}
            value={side}
            options={[
              { value: "settings" as Side, label: t("builder.form.settings") },
              { value: "phone" as Side, label: t("builder.form.phone") },
            ]}
            onChange={setSide}
          />
          <div className="formdesk-settings">
            {chosen && entry ? (
              <Properties
                key={pathTo(chosen)}
                place={chosen}
                entry={entry}
                type={typeOf(entry.type)}
                change={change}
                value={form}
                ui={kind.ui}
                names={drafted.names}
                issues={issues}
                readOnly={readOnly}
                served={served.has(String(entry.name))}
                may={{ up: stepped(form, chosen, "up", holds) !== null, down: stepped(form, chosen, "down", holds) !== null, in: stepped(form, chosen, "in", holds) !== null, out: stepped(form, chosen, "out", holds) !== null }}
                onChange={(next) => set(replaced(form, chosen, next))}
                onRename={(name) => set(named(form, chosen, name, served.has(String(entry.name))))}
                onStep={(way) => {
                  const to = stepped(form, chosen, way, holds);
                  if (to) move(chosen, to);
                }}
                onCopy={() => copy(chosen)}
                onRemove={() => remove(chosen)}
                onClose={() => {
                  setChosen(null);
                  setSide("phone");
                }}
              />
            ) : (
              <p className="soft formdesk-none">{t("builder.form.choose")}</p>
            )}
          </div>
          <div className="formdesk-phone">
            <Preview value={value} drafted={drafted} />
          </div>
        </div>
      </section>
      <Duties {...shared} />
      <Checks {...shared} checks={vocabulary.data.checks} />
      <GenericEditor {...given} only={["review"]} />
      <Maps {...shared} />
      <GenericEditor {...given} but={[...FIRST, ...OWN, "review"]} />
    </div>
  );
}
