import { Link } from "react-router";
import { useWords } from "../../../../i18n/words";
import { useDraft } from "../../changes";
import { bandsOf, sound } from "../../logic/scale";
import { isObject } from "../../logic/path";
import { LightStrip } from "../../parts/LightStrip";

/** The lights that a chosen scale gives, to look at; it is edited on its own page. */
export function ScaleOf({ change, name }: { change: string; name: string }) {
  const { t } = useWords();
  const { data } = useDraft(change, "scale", name, name !== "");
  const bands = isObject(data?.value) ? bandsOf(data.value.bands) : [];
  if (!sound(bands)) return null;
  return (
    <section aria-label={t("builder.indicator.lights")}>
      <p className="soft small">
        {t("builder.indicator.lightsLead")} <Link to={`/builder/scale/${name}`}>{t("builder.indicator.editScale")}</Link>
      </p>
      <LightStrip bands={bands} />
    </section>
  );
}
