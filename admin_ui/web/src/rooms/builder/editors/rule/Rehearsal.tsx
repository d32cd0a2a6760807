import { Alert, Segmented } from "antd";
import { useState } from "react";
import { useWords } from "../../../../i18n/words";
import { Loading } from "../../../../parts/Loading";
import { Nothing } from "../../../../parts/Nothing";
import { UnitPicker } from "../../../../parts/UnitPicker";
import type { EditorProps } from "../../editor";
import { BacktestView } from "./BacktestView";
import { CasesView } from "./CasesView";
import { ExplainLive } from "./ExplainLive";
import { useSaved } from "./look";
import { MessagePreview } from "./MessagePreview";
import { Recipients } from "./Recipients";
import "./Rehearsal.css";

const VIEWS = ["backtest", "recipients", "messages", "cases", "explain"] as const;
type View = (typeof VIEWS)[number];

/** What the rule would do, worked out on real data: nothing is sent and nothing is kept. */
export function Rehearsal({ change, value, live, issues }: EditorProps) {
  const { t } = useWords();
  const [view, setView] = useState<View>("backtest");
  const [unit, setUnit] = useState<string | null>(null);
  const [day, setDay] = useState<string | null>(null);
  const revision = useSaved(change, value);
  const sound = !issues.some(({ level }) => level === "error");
  const looked = { change, rule: value.name, revision, sound };
  const level = typeof value.level === "string" ? value.level : undefined;
  return (
    <section className="rehearsal">
      <h3>{t("builder.rule.group.rehearsal")}</h3>
      <div className="rehearsal-head">
        <Segmented aria-label={t("builder.rule.group.rehearsal")} value={view} options={VIEWS.map((name) => ({ value: name, label: t(`builder.rule.view.${name}`) }))} onChange={setView} />
        {view === "backtest" || view === "cases" ? null : (
          <>
            <UnitPicker label={t("builder.rule.unit")} placeholder={t("builder.rule.unitAny")} level={level} value={unit} onChange={setUnit} />
            <label className="rehearsal-day">
              {t("builder.rule.day")}
              <input type="date" value={day ?? ""} onChange={({ target }) => setDay(target.value || null)} />
            </label>
          </>
        )}
      </div>
      <p className="field-help">{t(`builder.rule.lead.${view}`)}</p>
      {!sound ? (
        <Alert type="info" showIcon title={t("builder.rule.unsound")} />
      ) : revision === null ? (
        <Loading lines={3} />
      ) : view === "backtest" ? (
        <BacktestView looked={looked} />
      ) : view === "cases" ? (
        <CasesView looked={looked} />
      ) : view === "explain" ? (
        live ? (
          <ExplainLive rule={value.name} unit={unit} day={day} />
        ) : (
          <Nothing>{t("builder.rule.explain.notLive")}</Nothing>
        )
      ) : view === "recipients" ? (
        <Recipients looked={looked} unit={unit} day={day} />
      ) : (
        <MessagePreview looked={looked} unit={unit} day={day} />
      )}
    </section>
  );
}
