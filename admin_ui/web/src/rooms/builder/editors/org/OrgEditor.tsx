import { ImportOutlined } from "@ant-design/icons";
import { Button, Segmented } from "antd";
import { useMemo, useState } from "react";
import { useWords } from "../../../../i18n/words";
import { Loading } from "../../../../parts/Loading";
import { PageProblem } from "../../../../parts/PageProblem";
import type { EditorProps } from "../../editor";
import { ImportDrawer } from "./ImportDrawer";
import { LevelList } from "./LevelList";
import { type Level, useOrg, type What } from "./org";
import "./OrgEditor.css";
import { PeopleTab } from "./PeopleTab";
import { PostsTab } from "./PostsTab";
import { isClosed, treeOf, vacancies } from "./tree";
import { UnitsTab } from "./UnitsTab";

type Tab = What | "levels";

/** An org: the tree of its units, the posts in it, its people and its levels; each of them also by import. */
export default function OrgEditor({ change, value, readOnly, onChange }: EditorProps) {
  const { t } = useWords();
  const { data: org, error, refetch } = useOrg(change, value.name);
  const [tab, setTab] = useState<Tab>("units");
  const [importing, setImporting] = useState<What | null>(null);
  const levels = (Array.isArray(value.levels) ? value.levels : []) as Level[];
  const tree = useMemo(() => treeOf(org?.units ?? []), [org?.units]);
  const vacant = useMemo(() => (org ? vacancies(org.units, org.posts, org.roles, org.today) : []), [org]);
  if (error) return <PageProblem problem={error} retry={() => void refetch()} />;
  if (!org) return <Loading lines={8} />;
  const shown = { ...org, levels };
  const setLevels = (next: Level[]) => onChange({ ...value, levels: next });
  const counts = {
    units: org.units.filter((unit) => !isClosed(unit, org.today)).length,
    levels: levels.length,
    vacant: vacant.length,
    people: org.people.length,
    mute: org.without_address.length,
  };
  return (
    <div className="orgeditor">
      <p className="orgeditor-sum">
        {t("builder.org.sum.units", { count: counts.units })} · {t("builder.org.sum.levels", { count: counts.levels })} · {t("builder.org.sum.people", { count: counts.people })}
        {counts.vacant ? <> · <strong className="orgeditor-warn">{t("builder.org.sum.vacant", { count: counts.vacant })}</strong></> : null}
        {counts.mute ? <> · <strong className="orgeditor-warn">{t("builder.org.sum.mute", { count: counts.mute })}</strong></> : null}
      </p>
      <div className="orgeditor-bar">
        <Segmented<Tab>
          aria-label={t("builder.org.parts")}
          value={tab}
          onChange={setTab}
          options={(["units", "posts", "users", "levels"] as const).map((one) => ({ value: one, label: t(`builder.org.tab.${one}`) }))}
        />
        {tab !== "levels" && !readOnly ? (
          <Button icon={<ImportOutlined aria-hidden />} onClick={() => setImporting(tab)} disabled={!(tab in org.files)}>
            {t("builder.org.import.open")}
          </Button>
        ) : null}
      </div>
      {tab !== "levels" && !(tab in org.files) ? (
        <div className="orgeditor-missing">
          <p>{t("builder.org.noFile")}</p>
          {readOnly ? null : <Button onClick={() => onChange({ ...value, [tab]: `data/${tab}.csv` })}>{t("builder.org.addFile", { path: `data/${tab}.csv` })}</Button>}
        </div>
      ) : null}
      {tab === "units" ? <UnitsTab change={change} org={shown} tree={tree} vacant={vacant} readOnly={readOnly} /> : null}
      {tab === "posts" && "posts" in org.files ? <PostsTab change={change} org={shown} tree={tree} vacant={vacant} readOnly={readOnly} /> : null}
      {tab === "users" && "users" in org.files ? <PeopleTab change={change} org={shown} readOnly={readOnly} /> : null}
      {tab === "levels" ? <LevelList levels={levels} units={org.units} roles={org.roles} readOnly={readOnly} onChange={setLevels} /> : null}
      {importing ? <ImportDrawer change={change} org={shown} what={importing} onLevels={setLevels} onClose={() => setImporting(null)} /> : null}
    </div>
  );
}
