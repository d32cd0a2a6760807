import { PlusOutlined } from "@ant-design/icons";
import { Tooltip } from "antd";
import { useWords } from "../../../../i18n/words";
import type { FieldType } from "./fields";

/** Every installed type of field, in families; a press or Enter adds one after the chosen field. */
export function Palette({ types, onAdd }: { types: readonly FieldType[]; onAdd: (type: FieldType) => void }) {
  const { words, t, named } = useWords();
  const families = [...new Set(types.map(({ family }) => family))];
  return (
    <section className="formpalette" aria-label={t("builder.form.palette")}>
      <h3>{t("builder.form.palette")}</h3>
      <div className="formpalette-families">
        {families.map((family) => (
          <div key={family} className="formpalette-family">
            <span className="soft small" aria-hidden>
              {named("builder.form.family", family)}
            </span>
            <ul aria-label={named("builder.form.family", family)}>
              {types
                .filter((type) => type.family === family)
                .map((type) => (
                  <li key={type.name}>
                    <Tooltip title={words(type.help)} mouseEnterDelay={0.6}>
                      <button type="button" data-add={type.name} onClick={() => onAdd(type)} aria-label={t("builder.form.add", { title: words(type.title) })}>
                        <PlusOutlined aria-hidden />
                        {words(type.title)}
                      </button>
                    </Tooltip>
                  </li>
                ))}
            </ul>
          </div>
        ))}
      </div>
    </section>
  );
}
