import { useWords } from "../../../../i18n/words";
import type { EditorProps } from "../../editor";
import { isObject, type Json, within } from "../../logic/path";
import type { Vocabulary } from "./look";
import { fallbackOf, partsOf, percentIn, withInner } from "./sentence";
import { SettingControl } from "./SentenceControl";
import "./ConditionDetails.css";

type About = { title?: string; "x-text"?: { zh: string; en: string } };

/** The condition's settings that its sentence does not speak of. */
export function ConditionDetails({ value, issues, readOnly, onChange, vocabulary }: EditorProps & { vocabulary: Vocabulary }) {
  const { t, words, lang } = useWords();
  const rule = value as { [key: string]: Json };
  const settings = isObject(rule.condition) ? rule.condition : {};
  const condition = vocabulary.conditions.find(({ name }) => name === settings.type);
  if (!condition) return null;
  const said = new Set(partsOf(words(condition.sentence)).flatMap((part) => ("hole" in part ? [part.hole] : [])));
  const rest = condition.controls.filter(({ name }) => !said.has(name));
  if (!rest.length) return null;
  const about = (condition.schema as { properties?: Record<string, About> }).properties ?? {};
  const titleOf = (name: string) => {
    const [zh, en] = about[name]?.title?.split(" / ") ?? [name];
    return (lang === "zh" ? zh : (en ?? zh)) ?? name;
  };
  return (
    <section>
      <h3>{t("builder.rule.group.details")}</h3>
      <div className="conditiondetails">
        {rest.map((control) => {
          const path = `$.condition.${control.name}`;
          const here = issues.filter((issue) => within(issue.path, path));
          const label = titleOf(control.name);
          return (
            <div key={control.name} className="field">
              <span className="field-label" aria-hidden>
                {label}
              </span>
              <p className="field-help">{words(about[control.name]?.["x-text"])}</p>
              <SettingControl
                control={control}
                label={label}
                path={path}
                bad={here.some(({ level }) => level === "error")}
                readOnly={readOnly}
                value={settings[control.name]}
                percent={percentIn(control, settings)}
                fallback={fallbackOf(control, settings)}
                onChange={(next) => onChange(withInner(rule, "condition", control.name, next) as typeof value)}
              />
              {here.map((issue, i) => (
                <p key={i} className={`field-issue field-issue-${issue.level}`}>
                  {words(issue.message)} <code>{issue.code}</code>
                </p>
              ))}
            </div>
          );
        })}
      </div>
    </section>
  );
}
