import { Input } from "antd";
import type { Language } from "../../../api/types";
import { useWords } from "../../../i18n/words";
import { isObject } from "../logic/path";
import { type FieldProps, idOf, useForm } from "./form";
import { toFill } from "../logic/tofill";
import "./PairField.css";

/** Words in both languages, side by side. Empty on both sides they are not there. */
export function PairField({ node, path, pattern, value, onChange, label }: FieldProps) {
  const { readOnly, ui, issues, whole } = useForm();
  const { t, words } = useWords();
  const now = isObject(value) ? value : {};
  const [example] = node.examples ?? [];
  const long = ui.widgets?.[pattern] === "textarea";
  const say = (lang: Language, said: string) => {
    const next = { ...now, [lang]: said };
    onChange(next.zh || next.en ? { zh: "", en: "", ...next } : undefined);
  };
  return (
    <div className="pairfield">
      {(["zh", "en"] as const).map((lang) => {
        const shown = {
          id: lang === "zh" ? idOf(path) : `${idOf(path)}-en`,
          lang,
          readOnly,
          "aria-label": `${label} ${t(`builder.field.${lang}`)}`,
          value: typeof now[lang] === "string" ? now[lang] : "",
          placeholder: isObject(example) && typeof example[lang] === "string" ? t("builder.field.example", { example: example[lang] }) : undefined,
        };
        return (
          <div key={lang} data-path={`${path}.${lang}`}>
            <span className="pairfield-lang" aria-hidden>
              {t(`builder.field.${lang}`)}
            </span>
            {long ? (
              <Input.TextArea {...shown} autoSize={{ minRows: 2, maxRows: 12 }} onChange={({ target }) => say(lang, target.value)} />
            ) : (
              <Input {...shown} onChange={({ target }) => say(lang, target.value)} />
            )}
            {(issues.get(`${path}.${lang}`) ?? []).map((issue, i) =>
              toFill(issue, whole) ? (
                <p key={i} className="field-tofill">
                  {t("builder.field.toFill")}
                </p>
              ) : (
                <p key={i} className="field-issue">
                  {words(issue.message)} <code>{issue.code}</code>
                </p>
              ),
            )}
          </div>
        );
      })}
    </div>
  );
}
