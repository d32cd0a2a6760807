import { Select } from "antd";
import { useWords } from "../../../../i18n/words";
import type { EditorProps } from "../../editor";
import { type Json, within } from "../../logic/path";
import { UnitsPicker } from "../../parts/UnitsPicker";
import "./ConditionDetails.css";
import { withField } from "./sentence";

const textsOf = (value: unknown): string[] => (Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : []);

/** Which units of the level are watched: all, unless groups or units are named. */
export function Scope({ value, issues, readOnly, onChange }: EditorProps) {
  const { t, words } = useWords();
  const rule = value as { [key: string]: Json };
  const set = (name: string, next: string[]) => onChange(withField(rule, name, next.length ? next : undefined) as typeof value);
  const here = issues.filter(({ path }) => within(path, "$.groups") || within(path, "$.units"));
  const [units, groups] = [textsOf(rule.units), textsOf(rule.groups)];
  return (
    <section>
      <h3>{t("builder.rule.group.scope")}</h3>
      <div className="conditiondetails">
        <div className="field" data-path="$.units">
          <span className="field-label" aria-hidden>
            {t("builder.rule.scope.units")}
          </span>
          <p className="field-help">{t("builder.rule.scope.unitsHelp")}</p>
          {readOnly ? <span>{units.join(", ") || t("builder.rule.scope.all")}</span> : <UnitsPicker label={t("builder.rule.scope.units")} placeholder={t("builder.rule.scope.all")} value={units} onChange={(next) => set("units", next)} />}
        </div>
        <div className="field" data-path="$.groups">
          <span className="field-label" aria-hidden>
            {t("builder.rule.scope.groups")}
          </span>
          <p className="field-help">{t("builder.rule.scope.groupsHelp")}</p>
          <Select mode="tags" aria-label={t("builder.rule.scope.groups")} placeholder={t("builder.rule.scope.all")} disabled={readOnly} value={groups} open={false} suffixIcon={null} onChange={(next: string[]) => set("groups", next)} />
        </div>
      </div>
      {here.map((issue, i) => (
        <p key={i} className={`field-issue field-issue-${issue.level}`}>
          {words(issue.message)} <code>{issue.code}</code>
        </p>
      ))}
    </section>
  );
}
