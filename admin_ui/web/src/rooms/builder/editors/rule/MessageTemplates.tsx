import { Segmented } from "antd";
import { useRef, useState } from "react";
import type { Language } from "../../../../api/types";
import { useWords } from "../../../../i18n/words";
import type { EditorProps } from "../../editor";
import { isObject, type Json, within } from "../../logic/path";
import { NameChips } from "./NameChips";
import type { Vocabulary } from "./look";
import { withField } from "./sentence";
import "./MessageTemplates.css";

const KEYS = ["message", "resolved_message", "retracted_message"] as const;
type Key = (typeof KEYS)[number];

/** What is said when it fires, is over, or is withdrawn: both languages side by side, names put in by a press. */
export function MessageTemplates({ value, issues, readOnly, onChange, vocabulary }: EditorProps & { vocabulary: Vocabulary }) {
  const { t, words } = useWords();
  const [key, setKey] = useState<Key>("message");
  const last = useRef<{ lang: Language; box: HTMLTextAreaElement } | null>(null);
  const rule = value as { [key: string]: Json };
  const texts = isObject(rule[key]) ? rule[key] : {};
  const said = (lang: Language): string => (typeof texts[lang] === "string" ? texts[lang] : "");
  const say = (lang: Language, text: string) => {
    const next = { zh: said("zh"), en: said("en"), [lang]: text };
    onChange(withField(rule, key, next.zh || next.en ? next : undefined) as typeof value);
  };
  const insert = (snippet: string) => {
    const { lang, box } = last.current ?? { lang: "zh" as const, box: null };
    const now = said(lang);
    const [from, to] = box ? [box.selectionStart, box.selectionEnd] : [now.length, now.length];
    say(lang, now.slice(0, from) + snippet + now.slice(to));
    requestAnimationFrame(() => {
      box?.focus();
      box?.setSelectionRange(from + snippet.length, from + snippet.length);
    });
  };
  const count = (name: Key) => issues.filter(({ path }) => within(path, `$.${name}`)).length;
  return (
    <section className="messagetemplates">
      <h3>{t("builder.rule.group.messages")}</h3>
      <Segmented
        aria-label={t("builder.rule.group.messages")}
        value={key}
        options={KEYS.map((name) => ({ value: name, label: count(name) ? `${t(`builder.rule.template.${name}`)} (!)` : t(`builder.rule.template.${name}`) }))}
        onChange={(next) => {
          last.current = null;
          setKey(next);
        }}
      />
      <p className="field-help">{t(key === "message" ? "builder.rule.template.lead" : "builder.rule.template.optional")}</p>
      <div className="messagetemplates-pair">
        {(["zh", "en"] as const).map((lang) => (
          <div key={`${key} ${lang}`} data-path={`$.${key}.${lang}`}>
            <label htmlFor={`template-${key}-${lang}`}>{t(`builder.field.${lang}`)}</label>
            <textarea
              id={`template-${key}-${lang}`}
              lang={lang}
              rows={8}
              spellCheck={false}
              readOnly={readOnly}
              value={said(lang)}
              onFocus={({ target }) => {
                last.current = { lang, box: target };
              }}
              onChange={({ target }) => say(lang, target.value)}
            />
            {issues
              .filter(({ path }) => path === `$.${key}.${lang}` || (lang === "zh" && path === `$.${key}`))
              .map((issue, i) => (
                <p key={i} className={`field-issue field-issue-${issue.level}`}>
                  {words(issue.message)} {issue.hint ? <span className="soft">{words(issue.hint)}</span> : null} <code>{issue.code}</code>
                </p>
              ))}
          </div>
        ))}
      </div>
      {readOnly ? null : <NameChips vocabulary={vocabulary} onPick={insert} />}
    </section>
  );
}
