import { Select } from "antd";
import type { Shape } from "../../../api/client";
import { useWords } from "../../../i18n/words";

/** Which level of the organisation is looked at. */
export function LevelSelect({ levels, value, onChange }: { levels: Shape<"LevelCard">[]; value: string; onChange: (level: string) => void }) {
  const { t, words } = useWords();
  return <Select aria-label={t("builder.try.level")} value={value} popupMatchSelectWidth={false} onChange={onChange} options={levels.map(({ name, title }) => ({ value: name, label: words(title as { zh: string; en: string }) || name }))} />;
}
