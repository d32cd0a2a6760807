import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Input } from "antd";
import { useWords } from "../../../../i18n/words";
import "./LevelList.css";
import { levelName, movedBy } from "./levels";
import type { Level, Org, Unit } from "./org";

/** The levels of the tree from the top down, with their names for people. */
export function LevelList({ levels, units, roles, readOnly, onChange }: { levels: Level[]; units: readonly Unit[]; roles: Org["roles"]; readOnly: boolean; onChange: (levels: Level[]) => void }) {
  const { t, words } = useWords();
  const used = new Set(units.map(({ level }) => level));
  for (const role of roles) used.add(role.level);
  const set = (at: number, lang: "zh" | "en", text: string) => onChange(levels.map((level, i) => (i === at ? { ...level, title: { ...level.title, [lang]: text } } : level)));
  return (
    <div>
      <p className="soft">{t("builder.org.levels.lead")}</p>
      <ol className="levellist">
        {levels.map((level, i) => {
          const name = words(level.title) || level.name;
          return (
            <li key={level.name} data-path={`$.levels[${i}]`}>
              <span className="levellist-no">{i + 1}</span>
              <Input aria-label={t("builder.org.levels.zh", { name })} readOnly={readOnly} value={level.title.zh} onChange={({ target }) => set(i, "zh", target.value)} />
              <Input aria-label={t("builder.org.levels.en", { name })} readOnly={readOnly} value={level.title.en} onChange={({ target }) => set(i, "en", target.value)} />
              <code>{level.name}</code>
              {readOnly ? null : (
                <span>
                  <Button type="text" icon={<ArrowUpOutlined aria-hidden />} disabled={i === 0} aria-label={t("builder.org.levels.up", { name })} onClick={() => onChange(movedBy(levels, i, -1))} />
                  <Button type="text" icon={<ArrowDownOutlined aria-hidden />} disabled={i === levels.length - 1} aria-label={t("builder.org.levels.down", { name })} onClick={() => onChange(movedBy(levels, i, 1))} />
                  <Button type="text" danger icon={<DeleteOutlined aria-hidden />} disabled={used.has(level.name) || levels.length === 1} aria-label={t("builder.org.levels.remove", { name })} onClick={() => onChange(levels.filter((_, at) => at !== i))} />
                </span>
              )}
            </li>
          );
        })}
      </ol>
      {readOnly || levels.length >= 12 ? null : (
        <Button style={{ marginTop: 8 }} icon={<PlusOutlined aria-hidden />} onClick={() => onChange([...levels, { name: levelName(levels), title: { zh: t("builder.org.levels.fresh"), en: "New level" } }])}>
          {t("builder.org.levels.add")}
        </Button>
      )}
    </div>
  );
}
