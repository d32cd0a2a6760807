import { ArrowRightOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { api, ask } from "../../../../api/client";
import { attained } from "../../../../format/number";
import { dayOf } from "../../../../format/time";
import { useWords } from "../../../../i18n/words";
import { DataTable } from "../../../../parts/DataTable";
import { Loading } from "../../../../parts/Loading";
import { Nothing } from "../../../../parts/Nothing";
import { ProblemNotice } from "../../../../parts/ProblemNotice";

/** Why the rule that serves did or did not fire for a unit on a day; the whole of it is a page of its own. */
export function ExplainLive({ rule, unit, day }: { rule: string; unit: string | null; day: string | null }) {
  const { t, words, lang } = useWords();
  const { data, error, refetch } = useQuery({
    queryKey: ["rule explain", rule, unit, day],
    queryFn: () => ask(api.GET("/api/v1/rules/{rule}/explain", { params: { path: { rule }, query: { unit: unit ?? "", ...(day ? { day } : {}) } } })),
    enabled: unit !== null,
  });
  if (unit === null) return <Nothing>{t("builder.rule.explain.choose")}</Nothing>;
  if (error) return <ProblemNotice problem={error} retry={() => void refetch()} />;
  if (!data) return <Loading lines={4} />;
  return (
    <>
      <p>
        <strong>{words(data.summary)}</strong>
      </p>
      <DataTable
        stacks
        label={t("builder.rule.view.explain")}
        rows={data.days}
        keyOf={(one) => one.day}
        columns={[
          { title: t("builder.rule.day"), cell: (one) => dayOf(one.day) },
          { title: t("table.attainment"), number: true, cell: (one) => attained(one.attainment, lang) },
          { title: t("builder.rule.explain.verdict"), cell: (one) => words(one.words) },
          { title: t("builder.rule.explain.state"), cell: (one) => `${words(one.state.words)}${one.state.needed > 1 && one.state.count ? ` ${one.state.count}/${one.state.needed}` : ""}` },
        ]}
      />
      <p>
        <Link to={`/rules/${encodeURIComponent(rule)}?unit=${encodeURIComponent(unit)}&day=${data.day}`}>
          {t("builder.rule.explain.whole")} <ArrowRightOutlined aria-hidden />
        </Link>
      </p>
    </>
  );
}
