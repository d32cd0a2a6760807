import { useWords } from "../../../../i18n/words";
import type { Definition } from "../../editor";
import { isObject, type Json } from "../../logic/path";
import { entriesOf, type Entry } from "./fields";

/** The draft as it will stand on a phone, 360 px wide. */
export function Preview({ value }: { change: string; value: Definition; sound: boolean }) {
  const { t, words } = useWords();
  const title = isObject(value.title) ? words(value.title as { zh: string; en: string }) : value.name;
  return (
    <section className="formphone" aria-label={t("builder.form.phone")}>
      <header>{title}</header>
      <div className="formphone-page">
        {entriesOf(value as Json).map((entry, i) => (
          <Question key={i} entry={entry} />
        ))}
      </div>
    </section>
  );
}

function Question({ entry }: { entry: Entry }) {
  const { words } = useWords();
  return (
    <div className="formphone-field">
      <p>
        {isObject(entry.title) ? words(entry.title as { zh: string; en: string }) : String(entry.name)}
        {entry.required === true ? " *" : ""}
      </p>
      {isObject(entry.hint) ? <p className="soft small">{words(entry.hint as { zh: string; en: string })}</p> : null}
      {entriesOf(entry).map((one, i) => (
        <Question key={i} entry={one} />
      ))}
    </div>
  );
}
