import type { Shape } from "../../api/client";
import { useWords } from "../../i18n/words";

type Rate = Pick<Shape<"ReceiptRate">, "confirmed" | "expected">;

/** How many of each level have confirmed, as bars with their figures. */
export function ReceiptRates({ all, levels }: { all: Rate; levels: readonly Shape<"ReceiptRate">[] }) {
  const { t, words } = useWords();
  const bars = [{ level: "", title: t("targets.all"), confirmed: all.confirmed, expected: all.expected }, ...levels.map((one) => ({ ...one, title: words(one.level_title) }))];
  return (
    <ul className="receiptrates" aria-label={t("targets.receipts")}>
      {bars.map(({ level, title, confirmed, expected }) => (
        <li key={level}>
          <span>{title}</span>
          <svg aria-hidden="true">
            <rect className="receiptrates-ground" width="100%" height="10" rx="5" />
            <rect className="receiptrates-done" width={`${expected ? ((confirmed / expected) * 100).toFixed(2) : 0}%`} height="10" rx="5" />
          </svg>
          <b>
            {confirmed} / {expected}
          </b>
        </li>
      ))}
    </ul>
  );
}
