import { PlusOutlined } from "@ant-design/icons";
import { useWords } from "../../../../i18n/words";
import type { WidgetKind } from "../../../boards/queries";

/** Every installed widget; a press or Enter adds it below the others. */
export function Palette({ kinds, onAdd }: { kinds: readonly WidgetKind[]; onAdd: (type: string) => void }) {
  const { t, words } = useWords();
  return (
    <section className="palette" aria-label={t("builder.dashboard.palette")}>
      <h3>{t("builder.dashboard.palette")}</h3>
      <ul>
        {kinds.map(({ name, title }) => (
          <li key={name}>
            <button type="button" data-add={name} onClick={() => onAdd(name)} aria-label={t("builder.dashboard.add", { title: words(title) })}>
              <PlusOutlined aria-hidden />
              {words(title)}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
