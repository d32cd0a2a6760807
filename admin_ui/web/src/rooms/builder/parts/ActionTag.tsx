import { useWords } from "../../../i18n/words";
import type { Action } from "../changes";
import "./ActionTag.css";

/** What a change set does with a definition: a sign, a word, a colour. */
export function ActionTag({ action }: { action: Action }) {
  const { t } = useWords();
  return <span className={`actiontag actiontag-${action}`}>{t(`builder.action.${action}`)}</span>;
}
