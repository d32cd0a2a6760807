import { useMemo } from "react";
import { useWords } from "../../../i18n/words";
import { compared, folded } from "../logic/lines";
import type { Json } from "../logic/path";
import { printed } from "../logic/printed";
import "./SideBySide.css";

/** A text as it is (a data file's), anything else as JSON. */
const text = (value: Json | null) => (typeof value === "string" ? value : value === null ? "" : printed(value).text);

/** Two JSON values, or two texts, side by side, unchanged stretches folded; on a phone one below the other, line by line. */
export function SideBySide({ left, right, leftTitle, rightTitle }: { left: Json | null; right: Json | null; leftTitle: string; rightTitle: string }) {
  const { t } = useWords();
  const rows = useMemo(() => folded(compared(text(left), text(right))), [left, right]);
  return (
    <div className="sidebyside" role="group" tabIndex={0} aria-label={`${leftTitle} – ${rightTitle}`}>
      <table>
        <thead>
          <tr>
            <th scope="col">{leftTitle}</th>
            <th scope="col">{rightTitle}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) =>
            typeof row === "number" ? (
              <tr key={i} className="sidebyside-fold">
                <td colSpan={2}>{t("builder.diff.same", { count: row })}</td>
              </tr>
            ) : (
              <tr key={i} className={row.same ? undefined : "sidebyside-changed"}>
                <td className={row.left === null ? "sidebyside-nothing" : row.same ? undefined : "sidebyside-gone"}>{row.left}</td>
                <td className={row.right === null ? "sidebyside-nothing" : row.same ? undefined : "sidebyside-come"}>{row.right}</td>
              </tr>
            ),
          )}
        </tbody>
      </table>
    </div>
  );
}
