import { useSession } from "../api/session";
import { useWords } from "../i18n/words";
import { GlobeIcon } from "../theme/icons";

/** One press changes to the other language; it is stored with the account. */
export function LanguageSwitch() {
  const { t, lang } = useWords();
  const { speak } = useSession();
  const other = lang === "zh" ? "en" : "zh";
  const name = other === "en" ? "English" : "中文";
  return (
    <button
      type="button"
      className="topbar-button"
      aria-label={`${t("nav.language")}: ${name}`}
      onClick={() => void speak(other).catch(() => undefined)}
    >
      <GlobeIcon />
      <span lang={other}>{name}</span>
    </button>
  );
}
