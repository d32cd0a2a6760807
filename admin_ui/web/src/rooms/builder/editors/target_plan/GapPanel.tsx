import { CheckCircleOutlined, ExclamationCircleFilled } from "@ant-design/icons";
import { Button, Input } from "antd";
import { useId } from "react";
import { useWords } from "../../../../i18n/words";
import { grouped, majorOf } from "./decimal";
import { type Sheet, TOTAL } from "./sheet";
import "./GapPanel.css";

const SHOWN = 30;

/** Where what was handed down and what is below differ, who has no target, and why that may be. */
export function GapPanel({ sheet, reason, readOnly, onReason, onGo }: { sheet: Sheet; reason: string; readOnly: boolean; onReason: (text: string) => void; onGo: (unit: string, column: string) => void }) {
  const { t, words } = useWords();
  const id = useId();
  const gaps = sheet.gaps();
  const uncovered = sheet.uncovered();
  if (!gaps.length && !uncovered.length && !reason)
    return (
      <p className="gappanel-fine">
        <CheckCircleOutlined aria-hidden /> {t("builder.target_plan.balanced")}
      </p>
    );
  return (
    <section className="gappanel" aria-label={t("builder.target_plan.gaps")}>
      {gaps.length ? (
        <>
          <h3>
            <ExclamationCircleFilled aria-hidden /> {t("builder.target_plan.gapCount", { count: gaps.length })}
          </h3>
          <ul>
            {gaps.slice(0, SHOWN).map(({ unit, column, gap }) => (
              <li key={`${unit.code} ${column}`}>
                <Button type="link" size="small" onClick={() => onGo(unit.code, column)}>
                  {words(unit.title)} · {column === TOTAL ? t("builder.target_plan.total") : column}
                </Button>
                <strong>
                  {gap > 0n ? "+" : ""}
                  {grouped(majorOf(gap, sheet.grid.digits))}
                </strong>
                <span className="soft">{t(gap > 0n ? "builder.target_plan.short" : "builder.target_plan.over")}</span>
              </li>
            ))}
          </ul>
          {gaps.length > SHOWN ? <p className="soft">{t("builder.target_plan.more", { count: gaps.length - SHOWN })}</p> : null}
        </>
      ) : null}
      {uncovered.length ? (
        <>
          <h3>{t("builder.target_plan.uncovered", { count: uncovered.length })}</h3>
          <ul className="gappanel-units">
            {uncovered.slice(0, SHOWN).map((unit) => (
              <li key={unit.code}>
                <Button type="link" size="small" onClick={() => onGo(unit.code, sheet.columns[1] ?? TOTAL)}>
                  {words(unit.title)}
                </Button>
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {gaps.length || reason ? (
        <div className="gappanel-reason">
          <label htmlFor={id}>{t("builder.target_plan.reason")}</label>
          <Input.TextArea id={id} autoSize={{ minRows: 1, maxRows: 4 }} maxLength={2000} value={reason} readOnly={readOnly} placeholder={t("builder.target_plan.reasonHint")} onChange={(event) => onReason(event.target.value)} />
        </div>
      ) : null}
    </section>
  );
}
