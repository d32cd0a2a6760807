import { Select } from "antd";
import { useWords } from "../../../../i18n/words";
import type { EditorProps } from "../../editor";
import { isObject, type Json, within } from "../../logic/path";
import type { Vocabulary } from "./look";
import type { Choices } from "./useChoices";
import { NameControl, SettingControl } from "./SentenceControl";
import { begun, fallbackOf, percentIn, spoken, whole, withField, withInner, withRole } from "./sentence";
import "./Sentence.css";

const ROLES = new Set(["to", "cc"]);

/** The rule as a sentence that a manager reads; what can be changed in it are controls. */
export function Sentence({ value, issues, readOnly, onChange, vocabulary, choices }: EditorProps & { vocabulary: Vocabulary; choices: Choices }) {
  const { t, words, lang } = useWords();
  const rule = value as { [key: string]: Json };
  const settings = isObject(rule.condition) ? rule.condition : {};
  const condition = vocabulary.conditions.find(({ name }) => name === settings.type);
  const set = (next: { [key: string]: Json }) => onChange(next as typeof value);
  const bad = (path: string) => issues.some((issue) => within(issue.path, path) && issue.level === "error");
  const parts = whole(t("builder.rule.frame"), condition ? words(condition.sentence) : t("builder.rule.unknown"));
  const titleOf = (options: readonly { value: string; title: unknown }[], name: string) => {
    const found = options.find((one) => one.value === name);
    return found ? words(found.title as never) || name : name;
  };
  const optionsOf = (hole: string) => (ROLES.has(hole) ? choices.roles : hole === "level" ? choices.levels : hole === "channel" ? choices.channels : hole === "severity" ? choices.severities : choices.indicators);
  const nameAt = (hole: string): string | null => {
    const there = ROLES.has(hole) ? (isObject(rule[hole]) ? rule[hole].role : null) : hole === "severity" ? (rule.severity ?? "warning") : rule[hole];
    return typeof there === "string" && there ? there : null;
  };
  const control = (hole: string) => {
    const own = condition?.controls.find(({ name }) => name === hole);
    if (own) {
      const path = `$.condition.${hole}`;
      return <SettingControl control={own} percent={percentIn(own, settings)} label={labelOf(hole)} path={path} bad={bad(path)} readOnly={readOnly} value={settings[hole]} fallback={fallbackOf(own, settings)} onChange={(next) => set(withInner(rule, "condition", hole, next))} />;
    }
    const path = ROLES.has(hole) ? `$.${hole}.role` : `$.${hole}`;
    return (
      <NameControl
        label={labelOf(hole)}
        path={path}
        bad={bad(`$.${hole}`)}
        readOnly={readOnly}
        value={nameAt(hole)}
        options={optionsOf(hole)}
        {...(hole === "cc" ? { none: t("builder.rule.noCopy") } : {})}
        onChange={(next) => {
          if (ROLES.has(hole)) return set(withRole(rule, hole, next));
          if (next !== undefined) set(withField(rule, hole, next));
        }}
      />
    );
  };
  const labelOf = (hole: string): string => {
    const schema = condition?.schema as { properties?: Record<string, { title?: string }> } | undefined;
    const title = schema?.properties?.[hole]?.title?.split(" / ");
    return title ? ((lang === "zh" ? title[0] : (title[1] ?? title[0])) ?? hole) : t(`builder.rule.hole.${hole}`, { defaultValue: hole });
  };
  const say = (hole: string): string => {
    const own = condition?.controls.find(({ name }) => name === hole);
    if (own) {
      const there = settings[hole] ?? fallbackOf(own, settings);
      if (percentIn(own, settings) && typeof there === "number") return `${Number((there * 100).toFixed(4))}%`;
      return own.kind === "choice" && typeof there === "string" ? titleOf(own.choices, there) : String(there ?? "…");
    }
    const name = nameAt(hole);
    return name ? titleOf(optionsOf(hole), name) : hole === "cc" ? t("builder.rule.nobody") : "…";
  };
  const placed = issues.filter(({ path }) => ["$.indicator", "$.level", "$.condition", "$.to", "$.cc", "$.severity", "$.channel"].some((outer) => within(path, outer)));
  return (
    <section className="sentence" aria-label={t("builder.rule.sentence")}>
      {vocabulary.conditions.length > 1 || !condition ? (
        <p className="sentence-type">
          <label htmlFor="rule-condition">{t("builder.rule.type")}</label>
          <Select
            id="rule-condition"
            disabled={readOnly}
            popupMatchSelectWidth={false}
            value={typeof settings.type === "string" ? settings.type : null}
            options={vocabulary.conditions.map(({ name, title }) => ({ value: name, label: words(title) }))}
            onChange={(type: string) => set(withField(rule, "condition", begun(settings, vocabulary.conditions.find(({ name }) => name === type), type)))}
          />
        </p>
      ) : null}
      <div className="sentence-line" lang={lang}>
        {parts.map((part, i) => ("text" in part ? <span key={i}>{part.text}</span> : <span key={i}>{control(part.hole)}</span>))}
      </div>
      <p className="unseen" aria-live="polite">
        {spoken(parts, say)}
      </p>
      {placed.length ? (
        <ul className="sentence-issues">
          {placed.map((issue, i) => (
            <li key={i} className={`field-issue field-issue-${issue.level}`}>
              {words(issue.message)} {issue.hint ? <span className="soft">{words(issue.hint)}</span> : null} <code>{issue.code}</code>
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}
