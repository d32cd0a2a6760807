import { ApiOutlined, TableOutlined } from "@ant-design/icons";
import { Alert, Button } from "antd";
import { useEffect, useRef, useState } from "react";
import { useManner } from "../../../../format/manner";
import { instant } from "../../../../format/time";
import type { Issue } from "../../../../api/types";
import { useWords } from "../../../../i18n/words";
import { IssueList } from "../../../../parts/IssueList";
import { ProblemNotice } from "../../../../parts/ProblemNotice";
import type { Definition } from "../../editor";
import { intosOf, type Sample, type SampleInto, trySource } from "./source";

interface Shown {
  change: string;
  value: Definition;
  readOnly: boolean;
  ready: boolean;
  sample: Sample | null;
  onSample: (sample: Sample | null) => void;
}

/** The source tried out: does it answer, and what do its rows look like, as they come and as they would be stored. */
export function TryPart({ change, value, readOnly, ready, sample, onSample }: Shown) {
  const { t } = useWords();
  const manner = useManner();
  const [busy, setBusy] = useState<"test" | "rows" | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const [stale, setStale] = useState(false);
  const tried = useRef("");
  const now = JSON.stringify([value.connector, value.connection, value.request, value.into]);
  useEffect(() => setStale(tried.current !== "" && tried.current !== now), [now]);
  const run = async (what: "test" | "rows") => {
    setBusy(what);
    setProblem(null);
    try {
      onSample(await trySource(change, value.name, value, what === "test" ? 5 : 20));
      tried.current = now;
      setStale(false);
    } catch (refused) {
      onSample(null);
      setProblem(refused);
    }
    setBusy(null);
  };
  const count = sample?.into.reduce((sum, one) => sum + one.records, 0) ?? 0;
  return (
    <section className="sourcepart" aria-labelledby="source-try" aria-busy={busy !== null}>
      <h3 id="source-try">{t("builder.source.try")}</h3>
      <p className="soft">{t("builder.source.tryLead")}</p>
      {readOnly ? null : (
        <div className="sourcetry">
          <Button icon={<ApiOutlined aria-hidden />} disabled={!ready} loading={busy === "test"} onClick={() => void run("test")}>
            {t("builder.source.test")}
          </Button>
          <Button type="primary" icon={<TableOutlined aria-hidden />} disabled={!ready} loading={busy === "rows"} onClick={() => void run("rows")}>
            {t("builder.source.rows")}
          </Button>
          {stale && sample ? <span className="soft">{t("builder.source.stale")}</span> : null}
        </div>
      )}
      {problem ? <ProblemNotice problem={problem} /> : null}
      {sample ? (
        <div role="status">
          {sample.ok ? (
            <Alert
              type="success"
              showIcon
              title={t("builder.source.answered", { count })}
              description={
                sample.first_day || sample.source_time ? (
                  <>
                    {sample.first_day ? t("builder.source.days", { first: sample.first_day, last: sample.last_day ?? "" }) : ""} {sample.source_time ? t("builder.source.asOf", { time: instant(sample.source_time, manner.zone, manner.lang) }) : ""}
                  </>
                ) : undefined
              }
            />
          ) : (
            <Alert type="error" showIcon title={t("builder.source.failed")} description={<IssueList issues={sample.fault as Issue[]} />} />
          )}
          {sample.notes.length ? <IssueList issues={sample.notes as Issue[]} /> : null}
          {sample.into.map((into, i) => (
            <SampleTable key={i} into={into} used={Object.values(intosOf(value)[i]?.map ?? {})} />
          ))}
        </div>
      ) : null}
    </section>
  );
}

/** Raw fields beside the mapped columns: those that are used come first. */
const MOST_FIELDS = 6;

/** Rows as they came on the left, as they would be stored on the right. */
function SampleTable({ into, used }: { into: SampleInto; used: string[] }) {
  const { t, words } = useWords();
  if (!into.rows.length) return null;
  const columns = [...new Set(into.rows.flatMap((row) => Object.keys(row.mapped)))];
  const refused = into.rows.filter((row) => row.issues.length).length;
  const weight = (name: string) => (used.some((formula) => new RegExp(`\\b${name}\\b`).test(formula)) ? 0 : name.startsWith("parent__") ? 2 : 1);
  const fields = [...into.fields].sort((a, b) => weight(a.name) - weight(b.name)).slice(0, columns.length ? MOST_FIELDS : 2 * MOST_FIELDS);
  return (
    <div style={{ marginTop: 16 }}>
      <h4>
        {into.dataset ? `${into.dataset} · ` : ""}
        {t("builder.source.shown", { shown: into.rows.length, all: into.records })}
        {refused ? <strong className="sourcemap-needed"> · {t("builder.source.refused", { count: refused })}</strong> : null}
      </h4>
      {into.issues.length ? <IssueList issues={into.issues as Issue[]} /> : null}
      <div className="sourcetable" role="group" tabIndex={0} aria-label={t("builder.source.rows")}>
        <table>
          <thead>
            <tr>
              {fields.map(({ name }) => (
                <th key={`f ${name}`} scope="col" className="sourcetable-raw">
                  {name}
                </th>
              ))}
              {columns.map((name) => (
                <th key={`c ${name}`} scope="col">
                  → {name}
                </th>
              ))}
              {refused ? <th scope="col">{t("builder.source.why")}</th> : null}
            </tr>
          </thead>
          <tbody>
            {into.rows.map((row, i) => (
              <tr key={i} className={row.issues.length ? "sourcetable-bad" : row.left_out ? "sourcetable-out" : undefined}>
                {fields.map(({ name }) => (
                  <td key={`f ${name}`} className="sourcetable-raw" title={plain(row.fields[name])}>
                    {plain(row.fields[name])}
                  </td>
                ))}
                {columns.map((name) => (
                  <td key={`c ${name}`}>{row.left_out ? t("builder.source.leftOut") : plain(row.mapped[name])}</td>
                ))}
                {refused ? <td className="sourcetable-why">{row.issues.map(({ message }) => words(message)).join("；")}</td> : null}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {into.fields.length > fields.length ? <p className="soft small">{t("builder.source.moreFields", { count: into.fields.length - fields.length })}</p> : null}
    </div>
  );
}

const plain = (value: unknown): string => (value === null || value === undefined ? "–" : String(value));
