import { CheckCircleFilled, CloseCircleFilled } from "@ant-design/icons";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { api, ask, type Shape } from "../../../../api/client";
import { dayOf } from "../../../../format/time";
import { useWords } from "../../../../i18n/words";
import { DataTable } from "../../../../parts/DataTable";
import { Loading } from "../../../../parts/Loading";
import { Nothing } from "../../../../parts/Nothing";
import { ProblemNotice } from "../../../../parts/ProblemNotice";
import "./CasesView.css";
import type { Looked } from "./look";

type Case = Shape<"CaseRun">["cases"][number];

/** The rule's cases: days somebody typed and what it must say of them, played with the saved draft. */
export function CasesView({ looked }: { looked: Looked }) {
  const { t } = useWords();
  const { data, error, isPending, isFetching, refetch } = useQuery({
    queryKey: ["changes", looked.change, "cases", looked.rule, looked.revision],
    queryFn: () => ask(api.POST("/api/v1/changes/{change}/rules/{rule}/cases/run", { params: { path: { change: looked.change, rule: looked.rule } }, body: {} })),
    enabled: looked.revision !== null && looked.sound,
    placeholderData: keepPreviousData,
    retry: false,
  });
  if (error) return <ProblemNotice problem={error} retry={() => void refetch()} />;
  if (isPending) return <Loading lines={3} />;
  if (data.total === 0) return <Nothing>{t("builder.rule.cases.none")}</Nothing>;
  return (
    <div aria-busy={isFetching}>
      <p className={data.failed ? "casesview-sum casesview-bad" : "casesview-sum casesview-good"} role="status">
        {t(data.failed ? "builder.rule.cases.failed" : "builder.rule.cases.fine", { total: data.total, failed: data.failed })}
      </p>
      <ul className="casesview">
        {data.cases.map((one) => (
          <Played key={one.name} one={one} />
        ))}
      </ul>
    </div>
  );
}

function Played({ one }: { one: Case }) {
  const { t, words } = useWords();
  return (
    <li>
      <p>
        {one.ok ? <CheckCircleFilled className="casesview-good" aria-label={t("builder.rule.cases.ok")} /> : <CloseCircleFilled className="casesview-bad" aria-label={t("builder.rule.cases.bad")} />}{" "}
        <Link to={`/builder/case/${encodeURIComponent(one.name)}`}>{words(one.title) || one.name}</Link>
      </p>
      {one.broken ? <p className="casesview-bad">{words(one.broken)}</p> : null}
      {one.differences.map((each, i) => (
        <p key={i} className="casesview-bad">
          {words(each.words)}
        </p>
      ))}
      {one.units.length ? (
        <details open={!one.ok}>
          <summary>{t("builder.rule.cases.days")}</summary>
          {one.units.map((unit) => (
            <DataTable
              key={unit.name}
              label={unit.name}
              rows={unit.days}
              keyOf={(day) => day.day}
              columns={[
                { title: one.units.length > 1 ? unit.name : t("builder.rule.day"), cell: (day) => dayOf(day.day) },
                { title: t("builder.rule.cases.figure"), number: true, cell: (day) => words(day.figure) },
                { title: t("builder.rule.explain.verdict"), cell: (day) => words(day.verdict_words) || "—" },
                { title: t("builder.rule.explain.state"), cell: (day) => words(day.state_words) },
                { title: t("builder.rule.cases.told"), cell: (day) => words(day.told_words) || "—" },
              ]}
            />
          ))}
        </details>
      ) : null}
    </li>
  );
}
