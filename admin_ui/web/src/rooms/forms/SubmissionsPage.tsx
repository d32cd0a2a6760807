import { DownloadOutlined, PictureOutlined, TableOutlined } from "@ant-design/icons";
import { Button, Checkbox, Dropdown, Popover } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { headersFor } from "../../api/call";
import { Problem } from "../../api/problem";
import { useManner } from "../../format/manner";
import { instant } from "../../format/time";
import { useWords } from "../../i18n/words";
import { type Column, DataTable } from "../../parts/DataTable";
import { Loading } from "../../parts/Loading";
import { Nothing } from "../../parts/Nothing";
import { Pager } from "../../parts/Pager";
import { Panel } from "../../parts/Panel";
import { ProblemNotice } from "../../parts/ProblemNotice";
import { nameOf, save } from "../boards/download";
import { columnsOf } from "./logic/cells";
import { FlagList, OutcomeBadge, StateBadge } from "./parts/Badge";
import { Filters } from "./parts/Filters";
import { FormsFrame } from "./parts/FormsFrame";
import { type Filter, useForm, useForms, useSubmissions } from "./queries";
import type { FormField, SubmissionRow } from "./shapes";
import "./SubmissionsPage.css";
import { useCell } from "./useCell";
import { useFilter } from "./useFilter";

const SIZE = 50;
/** Shown until somebody chooses others. */
const FIRST = 5;

/** What has been sent: looked for, shown with the form's own columns, taken away as a file. */
export default function SubmissionsPage() {
  const { t, words, lang } = useWords();
  const { zone } = useManner();
  const { filter: given, page, put } = useFilter();
  const forms = useForms().data;
  // Where there is but one form it is meant: its columns can be shown.
  const filter = { ...given, form: given.form ?? (forms?.length === 1 ? forms[0]?.name : undefined) };
  const form = useForm(filter.form);
  const { data, error, refetch, isFetching } = useSubmissions(filter, page, SIZE);
  const fields = columnsOf(form.data?.fields ?? []);
  const [shown, choose] = useColumns(filter.form, fields);
  const cell = useCell(form.data);
  const columns: Column<SubmissionRow>[] = [
    {
      title: t("forms.column.sent"),
      cell: (row) => (
        <Link to={`/forms/submissions/${row.id}`} className="submissionspage-open">
          {instant(row.submitted_at, zone, lang)}
        </Link>
      ),
    },
    { title: t("forms.column.unit"), cell: (row) => words(row.unit.title) },
    { title: t("forms.column.person"), cell: (row) => words(row.person.title) || row.person.login },
    ...(filter.form ? [] : [{ title: t("forms.filter.form"), cell: (row: SubmissionRow) => words(row.title) }]),
    ...fields.filter(({ name }) => shown.includes(name)).map((field): Column<SubmissionRow> => ({ title: words(field.title) || field.name, number: field.type === "number" || field.type === "money" || field.type === "percent", cell: (row) => <span className="submissionspage-cell">{cell(field, row.values[field.name])}</span> })),
    {
      title: t("forms.column.photos"),
      number: true,
      cell: (row) =>
        row.photos ? (
          <>
            <PictureOutlined aria-hidden /> {row.photos}
          </>
        ) : (
          "\u2014"
        ),
    },
    {
      title: t("forms.column.state"),
      cell: (row) => (
        <span className="submissionspage-state">
          <StateBadge state={row.state} />
          <OutcomeBadge outcome={row.outcome} />
          {row.appeal === "open" ? <span className="badge badge-uncertain">{t("forms.appeal.open")}</span> : null}
          {row.test ? <span className="badge">{t("forms.test")}</span> : null}
          {row.state === "complete" && !row.outcome && !row.test ? <span className="soft">{t("forms.state.complete")}</span> : null}
          <FlagList flags={row.flags} />
        </span>
      ),
    },
  ];
  return (
    <FormsFrame word="submissions">
      <Filters of={["form", "unit", "days", "state", "outcome", "flag", "q"]} form={filter.form}>
        <Checkbox className="submissionspage-test" checked={filter.test === "true"} onChange={({ target }) => put({ test: target.checked ? "true" : null })}>
          {t("forms.filter.test")}
        </Checkbox>
      </Filters>
      <Panel
        title={data ? t(data.more ? "common.total_more" : "common.total", { count: data.total }) : error ? t("forms.tabs.submissions") : t("app.loading")}
        side={
          <>
            {fields.length ? (
              <Popover
                trigger="click"
                placement="bottomRight"
                content={
                  <Checkbox.Group className="submissionspage-columns" value={shown} options={fields.map(({ name, title }) => ({ value: name, label: words(title) || name }))} onChange={(next) => choose(fields.map(({ name }) => name).filter((name) => next.includes(name)))} />
                }
              >
                <Button icon={<TableOutlined aria-hidden />}>{t("forms.columns")}</Button>
              </Popover>
            ) : null}
            <Export filter={filter} />
          </>
        }
      >
        {error ? <ProblemNotice problem={error} retry={() => void refetch()} /> : null}
        {form.error ? <ProblemNotice problem={form.error} /> : null}
        {!data && !error ? <Loading lines={6} /> : null}
        {data?.items.length === 0 ? <Nothing>{t(Object.keys(given).some((name) => name !== "form") ? "forms.noneFound" : "forms.noneYet")}</Nothing> : null}
        <div aria-busy={isFetching && !data}>{data?.items.length ? <DataTable stacks label={t("forms.tabs.submissions")} rows={data.items} keyOf={({ id }) => id} columns={columns} /> : null}</div>
        {data ? <Pager page={page} pages={Math.ceil(data.total / SIZE)} onTurn={(to) => put({ page: String(to) })} /> : null}
      </Panel>
    </FormsFrame>
  );
}

/** Which of a form's columns are shown: remembered in this browser. */
function useColumns(form: string | undefined, fields: readonly FormField[]): [string[], (names: string[]) => void] {
  const key = `navmark.columns.${form ?? ""}`;
  const [, again] = useState(0);
  const kept = form ? localStorage.getItem(key) : null;
  const shown = kept ? kept.split(",") : fields.slice(0, FIRST).map(({ name }) => name);
  return [
    shown,
    (names) => {
      localStorage.setItem(key, names.join(","));
      again((old) => old + 1);
    },
  ];
}

/** The file has a column for each field: so a form has to be chosen. */
function Export({ filter }: { filter: Filter }) {
  const { t } = useWords();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const take = async (format: string) => {
    setBusy(true);
    setProblem(null);
    try {
      const query = new URLSearchParams(Object.entries({ ...filter, format }).filter((pair): pair is [string, string] => Boolean(pair[1])));
      const answer = await fetch(`/api/v1/submissions/export?${query}`, { headers: headersFor("GET"), credentials: "same-origin" }).catch(() => Promise.reject(Problem.unreachable()));
      if (!answer.ok) throw await Problem.of(answer);
      save(await answer.blob(), nameOf(answer, `${filter.form}.${format}`));
    } catch (refused) {
      setProblem(refused);
    }
    setBusy(false);
  };
  return (
    <>
      <Dropdown disabled={!filter.form} menu={{ items: ["xlsx", "csv"].map((key) => ({ key, label: t(`forms.export.${key}`) })), onClick: ({ key }) => void take(key) }}>
        <Button icon={<DownloadOutlined aria-hidden />} loading={busy} disabled={!filter.form} title={filter.form ? "" : t("forms.export.choose")}>
          {t("forms.export.word")}
        </Button>
      </Dropdown>
      {problem ? <ProblemNotice problem={problem} /> : null}
    </>
  );
}
