import { useWords } from "../../../i18n/words";
import type { Tally } from "../queries";
import "./ShareBar.css";

/** How many of what is owed have come: a bar, and the same in words. */
export function ShareBar({ tally: { owed, sent, late, waiting } }: { tally: Tally }) {
  const { t } = useWords();
  const part = (count: number) => `${owed ? (count / owed) * 100 : 0}%`;
  const words = [t("forms.share.sent", { sent, owed }), waiting ? t("forms.share.waiting", { count: waiting }) : "", late ? t("forms.share.late", { count: late }) : ""].filter(Boolean).join(t("forms.and"));
  return (
    <div className="sharebar">
      <div className="sharebar-line" aria-hidden>
        <i style={{ width: part(sent - waiting) }} />
        <i className="sharebar-waiting" style={{ width: part(waiting) }} />
      </div>
      <span className={late ? "sharebar-late small" : "soft small"}>{words}</span>
    </div>
  );
}
