import { useWords } from "../../../../i18n/words";
import type { Vocabulary } from "./look";
import { filterOf, loopOf, snippetOf } from "./snippet";
import "./NameChips.css";

/** What nearly every message says; the rest is one press further. */
const OFTEN = ["unit", "indicator", "count", "days", "cause", "data_time", "to_names", "cc_names"];

/** Every name a template may use, in words; a press puts it where one was writing. */
export function NameChips({ vocabulary, onPick }: { vocabulary: Vocabulary; onPick: (snippet: string) => void }) {
  const { t, words } = useWords();
  const entries = (list: string) => vocabulary.names.filter(({ name }) => name.startsWith(`${list}[].`));
  const plain = vocabulary.names.filter(({ name }) => !name.includes("[]."));
  const whole = (name: string) => {
    const inside = entries(name).map((one) => one.name.split("[].")[1] ?? "");
    return inside.length ? loopOf(name, inside) : snippetOf(name);
  };
  const chip = (name: string, title: string, snippet: string) => (
    <button key={name} type="button" className="namechips-chip" onClick={() => onPick(snippet)}>
      {title} <code>{name}</code>
    </button>
  );
  return (
    <div className="namechips">
      <p className="field-help">{t("builder.rule.chips.lead")}</p>
      <div className="namechips-row">{plain.filter(({ name }) => OFTEN.includes(name)).map(({ name, title }) => chip(name, words(title), whole(name)))}</div>
      <details>
        <summary>{t("builder.rule.chips.more")}</summary>
        <div className="namechips-row">{plain.filter(({ name }) => !OFTEN.includes(name)).map(({ name, title }) => chip(name, words(title), whole(name)))}</div>
        {plain.map(({ name }) => {
          const inside = entries(name);
          return inside.length ? (
            <div key={name} className="namechips-row">
              {inside.map((one) => chip(one.name, words(one.title), snippetOf(one.name, filterOf(one.name))))}
            </div>
          ) : null;
        })}
      </details>
      <details>
        <summary>{t("builder.rule.chips.filters")}</summary>
        <ul className="namechips-filters">
          {vocabulary.filters.map(({ name, title, example }) => (
            <li key={name}>
              <code>{example}</code> {words(title)}
            </li>
          ))}
        </ul>
      </details>
    </div>
  );
}
