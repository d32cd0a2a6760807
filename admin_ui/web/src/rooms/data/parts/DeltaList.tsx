import type { Words } from "../../../api/types";
import { NOTHING } from "../../../format/number";
import { useWords } from "../../../i18n/words";
import { deltas } from "../logic/delta";
import "./DeltaList.css";

/** Column by column: what stood there, what stands now, and the difference with its sign. */
export function DeltaList({ values, before, titles }: { values: Record<string, unknown>; before: Record<string, unknown> | null; titles: Record<string, Words> }) {
  const { t, words, lang } = useWords();
  const number = new Intl.NumberFormat(lang === "zh" ? "zh-CN" : "en-GB", { maximumFractionDigits: 6 });
  const signed = new Intl.NumberFormat(lang === "zh" ? "zh-CN" : "en-GB", { maximumFractionDigits: 6, signDisplay: "exceptZero" });
  const shown = (value: unknown) => {
    if (value === null || value === undefined) return NOTHING;
    if (typeof value === "boolean") return t(value ? "common.yes" : "common.no");
    return typeof value === "number" ? number.format(value) : String(value);
  };
  return (
    <ul className="deltalist">
      {deltas(values, before).map(({ column, before: old, after, change }) => (
        <li key={column}>
          <span className="soft">{words(titles[column]) || column}</span>
          {before ? <s>{shown(old)}</s> : null}
          <span aria-hidden>{before ? "→" : ""}</span>
          <b>{shown(after)}</b>
          {change ? <span className="deltalist-change">Δ {signed.format(change).replace("-", "−")}</span> : null}
        </li>
      ))}
    </ul>
  );
}
