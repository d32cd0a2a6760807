import { CheckCircleOutlined, WarningOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { pick, useWords } from "../../../../i18n/words";
import type { Text } from "../../../../api/types";
import { levelled, type Line, mend, percentOf, total, weighed } from "./weights";

/** The weights as one bar and as a sum that must be 100 %, with the ways to get there. */
export function WeightBar({ lines, readOnly, onChange }: { lines: readonly Line[]; readOnly: boolean; onChange: (lines: Line[]) => void }) {
  const { t, lang } = useWords();
  const sum = total(lines);
  const right = sum === 100;
  const mended = right ? null : mend(lines);
  return (
    <div className="weightbar">
      <div className="weightbar-bar" aria-hidden>
        {lines.map((line, i) => (
          <span key={i} className={`weightbar-part weightbar-part-${i % 2}`} style={{ flexGrow: Math.max(0, percentOf(line, lines)) }}>
            {pick(line.title as unknown as Text, lang)} {percentOf(line, lines)}%
          </span>
        ))}
        {sum < 100 ? <span className="weightbar-gap" style={{ flexGrow: 100 - sum }} /> : null}
      </div>
      <p className={right ? "weightbar-sum weightbar-right" : "weightbar-sum weightbar-wrong"} role="status">
        {right ? <CheckCircleOutlined aria-hidden /> : <WarningOutlined aria-hidden />} {t("builder.scorecard.total", { total: sum })}
        {right ? null : <span>{t(sum < 100 ? "builder.scorecard.short" : "builder.scorecard.over", { by: Number(Math.abs(100 - sum).toPrecision(10)) })}</span>}
      </p>
      {readOnly || right || !lines.length ? null : (
        <span className="weightbar-ways">
          {mended ? <Button onClick={() => onChange(weighed(lines, mended.at, mended.to))}>{t("builder.scorecard.fill", { title: pick(lines[mended.at]?.title as unknown as Text, lang), to: mended.to })}</Button> : null}
          <Button onClick={() => onChange(levelled(lines))}>{t("builder.scorecard.level")}</Button>
        </span>
      )}
    </div>
  );
}
