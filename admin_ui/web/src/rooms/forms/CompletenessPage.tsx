import { LeftOutlined, RightOutlined } from "@ant-design/icons";
import { Button, Input } from "antd";
import { Link } from "react-router";
import { useManner } from "../../format/manner";
import { daysBefore, instant } from "../../format/time";
import { useWords } from "../../i18n/words";
import { DataTable } from "../../parts/DataTable";
import { Loading } from "../../parts/Loading";
import { Nothing } from "../../parts/Nothing";
import { Panel } from "../../parts/Panel";
import { ProblemNotice } from "../../parts/ProblemNotice";
import "./CompletenessPage.css";
import "./parts/Badge.css";
import { Filters } from "./parts/Filters";
import { FormsFrame } from "./parts/FormsFrame";
import { ShareBar } from "./parts/ShareBar";
import { type DutyOfForm, type Responsible, useCompleteness, useForms } from "./queries";
import { useFilter } from "./useFilter";

/** Who has sent and who has not: by the units below, and each missing one with who answers for it. */
export default function CompletenessPage() {
  const { t, words } = useWords();
  const { filter, put, search } = useFilter();
  const forms = useForms();
  const withDuty = forms.data?.find(({ duties }) => duties.length > 0) ?? forms.data?.[0];
  const form = filter.form ?? withDuty?.name;
  const day = search.get("day") ?? undefined;
  const { data, error, refetch } = useCompleteness(form ?? "", day, filter.unit, Boolean(form));
  const shown = data?.day ?? day ?? "";
  const turn = (by: number) => shown && put({ day: daysBefore(shown, -by) });
  return (
    <FormsFrame word="completeness">
      <Filters of={["form", "unit"]} form={form}>
        <div className="formsframe-one">
          <span className="soft small">{t("forms.column.day")}</span>
          <span className="completenesspage-day">
            <Button icon={<LeftOutlined aria-hidden />} aria-label={t("forms.completeness.before")} onClick={() => turn(-1)} />
            <Input type="date" aria-label={t("forms.column.day")} value={shown} onChange={({ target }) => put({ day: target.value })} />
            <Button icon={<RightOutlined aria-hidden />} aria-label={t("forms.completeness.after")} onClick={() => turn(1)} />
          </span>
        </div>
      </Filters>
      {error ? <ProblemNotice problem={error} retry={() => void refetch()} /> : null}
      {forms.data?.length === 0 ? <Nothing>{t("forms.overview.none")}</Nothing> : null}
      {form && !data && !error ? <Loading lines={6} /> : null}
      {data?.unit ? (
        <p>
          {t("forms.completeness.within", { unit: words(data.unit.title) })}{" "}
          <Button size="small" onClick={() => put({ unit: null })}>
            {t("forms.completeness.all")}
          </Button>
        </p>
      ) : null}
      {data?.duties.length === 0 ? <Nothing>{t("forms.completeness.nothing")}</Nothing> : null}
      {data?.duties.map((one) => (
        <Duty key={one.duty} duty={one} form={data.form} day={data.day} onUnit={(unit) => put({ unit })} />
      ))}
    </FormsFrame>
  );
}

function Duty({ duty, form, day, onUnit }: { duty: DutyOfForm; form: string; day: string; onUnit: (code: string) => void }) {
  const { t, words, lang } = useWords();
  const { zone } = useManner();
  return (
    <Panel title={words(duty.title)} side={<span>{t(duty.over ? "forms.completeness.over" : "forms.completeness.until", { at: instant(duty.due_at, zone, lang) })}</span>}>
      <ShareBar tally={duty} />
      {duty.parents.length > 1 || duty.parents[0]?.unit.code !== duty.missing[0]?.unit.code ? (
        <>
          <h3 className="completenesspage-head">{t("forms.completeness.byUnit")}</h3>
          <ul className="completenesspage-units">
            {duty.parents.map(({ unit, ...tally }) => (
              <li key={unit.code}>
                <button type="button" onClick={() => onUnit(unit.code)}>
                  {words(unit.title)}
                </button>
                <ShareBar tally={tally} />
              </li>
            ))}
          </ul>
        </>
      ) : null}
      <h3 className="completenesspage-head">{t("forms.completeness.missing", { count: duty.missing_total })}</h3>
      {duty.missing.length === 0 ? (
        <Nothing>{t("forms.completeness.complete")}</Nothing>
      ) : (
        <DataTable
          stacks
          label={t("forms.completeness.missing", { count: duty.missing_total })}
          rows={duty.missing}
          keyOf={({ unit }) => unit.code}
          columns={[
            {
              title: t("forms.column.unit"),
              cell: ({ unit }) => (
                <Link to={`/forms/submissions?form=${encodeURIComponent(form)}&unit=${encodeURIComponent(unit.code)}&from=${daysBefore(day, 7)}`}>
                  {words(unit.title)} <code className="soft">{unit.code}</code>
                </Link>
              ),
            },
            { title: t("forms.completeness.state"), cell: ({ state }) => <span className={`badge badge-${state === "late" ? "fail" : state === "due" ? "uncertain" : "waiting"}`}>{t(`forms.dutyState.${state}`)}</span> },
            { title: t("forms.completeness.who"), cell: ({ responsible }) => <Who responsible={responsible} /> },
          ]}
        />
      )}
      {duty.missing_total > duty.missing.length ? <p className="soft">{t("forms.completeness.more", { count: duty.missing_total - duty.missing.length })}</p> : null}
    </Panel>
  );
}

function Who({ responsible }: { responsible: readonly Responsible[] }) {
  const { t, words } = useWords();
  if (!responsible.length) return <span className="soft">{t("forms.completeness.nobody")}</span>;
  return (
    <>
      {responsible.map(({ role, title, people }) => (
        <span key={role} className="completenesspage-who">
          {words(title)}: {people.length ? people.map((one) => words(one.title) + (one.deputy ? t("forms.completeness.deputy") : "")).join(t("forms.and")) : t("forms.completeness.vacant")}
        </span>
      ))}
    </>
  );
}
