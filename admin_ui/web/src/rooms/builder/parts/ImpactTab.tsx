import { ArrowRightOutlined } from "@ant-design/icons";
import { Input } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import type { Colour } from "../../../api/types";
import { percent } from "../../../format/number";
import { useManner } from "../../../format/manner";
import { useWords } from "../../../i18n/words";
import { DataTable } from "../../../parts/DataTable";
import { Lamp } from "../../../parts/Lamp";
import { Loading } from "../../../parts/Loading";
import { ProblemNotice } from "../../../parts/ProblemNotice";
import { type Flip, useImpact } from "../changes";
import "./ImpactTab.css";
import { UseList } from "./UseList";

const COLOURS = new Set(["green", "yellow", "red", "grey"]);

/** Whom a change set touches: who uses what it changes, and which lights would be others on a day. */
export function ImpactTab({ id, broken }: { id: string; broken: boolean }) {
  const { t } = useWords();
  const [day, setDay] = useState("");
  if (broken) return <p className="soft">{t("builder.impact.broken")}</p>;
  return (
    <>
      <label className="impacttab-day">
        {t("builder.impact.day")}
        <Input type="date" value={day} onChange={({ target }) => setDay(target.value)} style={{ width: 176 }} />
      </label>
      <Impact id={id} day={day} />
    </>
  );
}

function Impact({ id, day }: { id: string; day: string }) {
  const { t, words } = useWords();
  const manner = useManner();
  const { data, error, isPending } = useImpact(id, day || undefined);
  if (error) return <ProblemNotice problem={error} />;
  if (isPending) return <Loading lines={4} />;
  const boards = data.used_by.filter(({ kind }) => kind === "dashboard").length;
  const light = (colour: string, attainment: number | null) => (
    <span className="impacttab-light">
      {COLOURS.has(colour) ? <Lamp light={colour as Colour} size={24} /> : <span className="soft">{t("builder.impact.noLight")}</span>}
      {attainment === null ? null : percent(attainment, manner.lang)}
    </span>
  );
  return (
    <div className="impacttab">
      <p className="impacttab-lead">
        {data.used_by.length ? t("builder.impact.used", { count: data.used_by.length, boards }) : t("builder.impact.unused")}{" "}
        {data.lights ? t(data.changed ? "builder.impact.changed" : "builder.impact.unchanged", { changed: data.changed, lights: data.lights, day: data.day }) : t("builder.impact.noLights")}
      </p>
      {data.used_by.length ? (
        <>
          <h3>{t("builder.impact.usedBy")}</h3>
          <UseList uses={data.used_by} />
        </>
      ) : null}
      {data.flips.length ? (
        <>
          <h3>{t("builder.impact.flips", { count: data.flips.length })}</h3>
          <DataTable<Flip>
            label={t("builder.impact.flips", { count: data.flips.length })}
            keyOf={({ unit, indicator }) => `${unit} ${indicator}`}
            rows={data.flips}
            columns={[
              { title: t("builder.impact.unit"), cell: ({ unit, unit_title }) => <Link to={`/unit/${unit}`}>{words(unit_title)}</Link> },
              { title: t("table.indicator"), cell: ({ indicator_title }) => words(indicator_title) },
              { title: t("builder.impact.now"), cell: ({ before, before_attainment }) => light(before, before_attainment) },
              {
                title: t("builder.impact.then"),
                cell: ({ after, after_attainment }) => (
                  <span className="impacttab-light">
                    <ArrowRightOutlined aria-hidden /> {light(after, after_attainment)}
                  </span>
                ),
              },
            ]}
          />
        </>
      ) : null}
    </div>
  );
}
