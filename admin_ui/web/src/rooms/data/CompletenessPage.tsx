import { Input, Segmented, Select, Switch } from "antd";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { useTitle } from "../../format/page";
import { useWords } from "../../i18n/words";
import { Loading } from "../../parts/Loading";
import { Nothing } from "../../parts/Nothing";
import { PageProblem } from "../../parts/PageProblem";
import { Panel } from "../../parts/Panel";
import { ProblemNotice } from "../../parts/ProblemNotice";
import { rowsShown } from "./logic/matrix";
import { DataTabs } from "./parts/DataTabs";
import { MatrixGrid } from "./parts/MatrixGrid";
import { MatrixKey } from "./parts/MatrixKey";
import { WhoOwes } from "./parts/WhoOwes";
import { useCompleteness, useDatasets } from "./queries";
import "./CompletenessPage.css";

const SPANS = [14, 31, 62];

/** Unit × day: what has come, what is missing, and who owes it. */
export default function CompletenessPage() {
  const { t, words } = useWords();
  const [search, setSearch] = useSearchParams();
  const [text, setText] = useState("");
  const [owed, setOwed] = useState(false);
  const datasets = useDatasets();
  const name = search.get("dataset") ?? datasets.data?.[0]?.name;
  const span = SPANS.find((days) => String(days) === search.get("days")) ?? 14;
  const to = search.get("to") ?? undefined;
  const matrix = useCompleteness(name, span, to);
  const [day, setDay] = useState<string | null>(null);
  useTitle(t("data.tabs.completeness"));
  const change = (next: Record<string, string | undefined>) => {
    const params = new URLSearchParams(search);
    for (const [key, value] of Object.entries(next)) value ? params.set(key, value) : params.delete(key);
    setSearch(params, { replace: true });
  };
  const last = to ?? matrix.data?.last;
  if (datasets.error) return <PageProblem problem={datasets.error} retry={() => void datasets.refetch()} />;
  const rows = rowsShown(matrix.data?.units ?? [], text, owed);
  const days = matrix.data?.days ?? [];
  const at = days.findIndex((one) => one.day === day);
  return (
    <>
      <h1>{t("data.tabs.completeness")}</h1>
      <DataTabs />
      <div className="completeness-filters">
        <label>
          <span className="soft small">{t("data.matrix.dataset")}</span>
          <Select
            aria-label={t("data.matrix.dataset")}
            value={name}
            onChange={(dataset) => change({ dataset })}
            options={datasets.data?.map((one) => ({ value: one.name, label: words(one.title) || one.name }))}
          />
        </label>
        <label>
          <span className="soft small">{t("data.matrix.until")}</span>
          <Input type="date" aria-label={t("data.matrix.until")} value={last ?? ""} onChange={(event) => change({ to: event.target.value || undefined })} />
        </label>
        <Segmented
          aria-label={t("data.matrix.span")}
          value={span}
          options={SPANS.map((value) => ({ value, label: t("trend.days", { count: value }) }))}
          onChange={(value) => change({ days: String(value) })}
        />
        <Input className="completeness-find" allowClear aria-label={t("data.matrix.find")} placeholder={t("data.matrix.find")} value={text} onChange={(event) => setText(event.target.value)} />
        <label className="completeness-owed">
          <Switch checked={owed} onChange={setOwed} aria-label={t("data.matrix.owed")} /> {t("data.matrix.owed")}
        </label>
      </div>
      <Panel title={words(matrix.data?.title) || t("app.loading")} side={<MatrixKey />}>
        {matrix.error ? <ProblemNotice problem={matrix.error} retry={() => void matrix.refetch()} /> : null}
        {!matrix.data && !matrix.error ? <Loading /> : null}
        {matrix.data && rows.length === 0 ? <Nothing>{t(owed && !text ? "data.matrix.complete" : "data.matrix.none")}</Nothing> : null}
        {matrix.data && rows.length ? <MatrixGrid key={`${name} ${days[0]?.day} ${days.length}`} dataset={name ?? ""} days={days} rows={rows} chosen={day} onChoose={setDay} /> : null}
      </Panel>
      {at >= 0 && matrix.data ? <WhoOwes day={days[at]!} at={at} rows={matrix.data.units ?? []} dataset={name ?? ""} /> : null}
    </>
  );
}
