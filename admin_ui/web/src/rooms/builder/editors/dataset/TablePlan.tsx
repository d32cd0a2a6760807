import { CheckCircleOutlined, ExclamationCircleOutlined, PlusCircleOutlined, SyncOutlined } from "@ant-design/icons";
import { Spin } from "antd";
import type { Text } from "../../../../api/types";
import { count } from "../../../../format/number";
import { useWords } from "../../../../i18n/words";
import { ProblemNotice } from "../../../../parts/ProblemNotice";
import type { Definition } from "../../editor";
import { useTrial } from "../../parts/useTrial";

interface Tried {
  issues: { code: string }[];
  exists: boolean;
  rows: number;
  rebuilds: boolean;
  steps: { action: string; role: string; name: string; words: Text; loses: boolean; hint: Text | null }[];
}

const NOTHING_MORE = {};
const COUNTED = 100_000;

/** What publishing would do to the table behind a dataset, in words; nothing is done here. */
export function TablePlan({ change, value }: { change: string; value: Definition }) {
  const { t, words, lang } = useWords();
  const { data, error, busy, refetch } = useTrial<Tried>(change, "dataset", value, NOTHING_MORE);
  const rows = data ? (data.rows > COUNTED ? t("builder.dataset.rowsOver", { rows: count(COUNTED, lang) }) : t("builder.dataset.rows", { rows: count(data.rows, lang) })) : "";
  return (
    <section className="tableplan" aria-labelledby="table-plan" data-busy={busy || undefined}>
      <header>
        <h3 id="table-plan">{t("builder.dataset.plan")}</h3>
        <Spin size="small" spinning={busy} />
      </header>
      {error ? <ProblemNotice problem={error} retry={() => void refetch()} /> : null}
      {data ? (
        <>
          <p className="soft small">{data.exists ? rows : t("builder.dataset.noTable")}</p>
          <div role="status">
          <ul className="tableplan-steps">
            {data.steps.map((step, i) => (
              <li key={i} className={step.loses ? "tableplan-loses" : undefined} data-action={step.action}>
                {step.loses ? <ExclamationCircleOutlined aria-hidden /> : <PlusCircleOutlined aria-hidden />}
                <span>
                  {words(step.words)}
                  {step.loses ? ` ${t("builder.dataset.refused")}` : ""}
                  {step.hint ? <span className="soft"> {words(step.hint)}</span> : null}
                </span>
              </li>
            ))}
            {data.rebuilds ? (
              <li>
                <SyncOutlined aria-hidden /> <span>{t("builder.dataset.rebuilds")}</span>
              </li>
            ) : null}
            {!data.steps.length && !data.issues.length && !data.rebuilds ? (
              <li>
                <CheckCircleOutlined aria-hidden /> <span>{t("builder.dataset.same")}</span>
              </li>
            ) : null}
            {!data.steps.length && data.issues.length ? <li className="soft">{t("builder.dataset.notYet")}</li> : null}
          </ul>
          </div>
        </>
      ) : null}
    </section>
  );
}
