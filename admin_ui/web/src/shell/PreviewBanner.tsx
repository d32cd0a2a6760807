import { useWords } from "../i18n/words";
import { endPreview, usePreview } from "../api/preview";
import { EyeIcon } from "../theme/icons";
import "./PreviewBanner.css";

/** Says on every page that what is shown is not what serves, or is seen through somebody else's eyes; and the way out. */
export function PreviewBanner() {
  const { t } = useWords();
  const preview = usePreview();
  if (!preview) return null;
  const { change, changeTitle, as, asTitle, day } = preview;
  return (
    <div className="previewbanner" role="status">
      <EyeIcon />
      <span className="previewbanner-words">
        <strong>{t("preview.on")}</strong>
        {change ? <span>{t("preview.change", { title: changeTitle ?? change })}</span> : null}
        {as ? <span>{t("preview.as", { person: asTitle ?? as })}</span> : null}
        {day ? <span>{t("preview.day", { day })}</span> : null}
        <span>{t("preview.readOnly")}</span>
      </span>
      <button type="button" onClick={endPreview}>
        {t("preview.end")}
      </button>
    </div>
  );
}
