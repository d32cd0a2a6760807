import { CheckCircleOutlined, MinusCircleOutlined, QuestionCircleOutlined } from "@ant-design/icons";
import { Segmented, Spin } from "antd";
import { useMemo, useState } from "react";
import type { Shape } from "../../../../api/client";
import type { Cause } from "../../../../api/incident";
import type { Issue } from "../../../../api/types";
import { useWords } from "../../../../i18n/words";
import { CauseList } from "../../../../parts/CauseList";
import { IssueList } from "../../../../parts/IssueList";
import { Loading } from "../../../../parts/Loading";
import { Nothing } from "../../../../parts/Nothing";
import { ProblemNotice } from "../../../../parts/ProblemNotice";
import { UnitPicker } from "../../../../parts/UnitPicker";
import type { Definition } from "../../editor";
import { useTrial } from "../../parts/useTrial";

type Tried = Omit<Shape<"CauseTrial">, "issues" | "units"> & {
  issues: Issue[];
  units: (Omit<Shape<"TriedCause">, "cause"> & { cause: Cause | null })[];
};

const SPANS = [1, 3, 7, 28];

/** What the cause as typed would say of a unit; without one, of which units it would say anything. */
export function CausePreview({ change, value }: { change: string; value: Definition }) {
  const { t, words } = useWords();
  const [unit, setUnit] = useState<string | null>(null);
  const [day, setDay] = useState<string | null>(null);
  const [days, setDays] = useState(3);
  const wish = useMemo(() => ({ unit, day, days }), [unit, day, days]);
  const { data, error, busy, refetch } = useTrial<Tried>(change, "cause", value, wish);
  return (
    <section className="causepreview" aria-labelledby="causepreview-title" data-busy={busy || undefined}>
      <header>
        <h3 id="causepreview-title">{t("builder.cause.preview")}</h3>
        <Spin size="small" spinning={busy} />
      </header>
      <div className="causepreview-wish">
        <UnitPicker label={t("builder.cause.unit")} placeholder={t("builder.cause.anyUnit")} value={unit} onChange={setUnit} />
        <Segmented aria-label={t("builder.cause.span")} value={days} options={SPANS.map((count) => ({ value: count, label: t("builder.cause.days", { count }) }))} onChange={setDays} />
        <label>
          {t("builder.cause.until")} <input className="causepreview-day" type="date" value={day ?? ""} onChange={({ target }) => setDay(target.value || null)} />
        </label>
      </div>
      {error ? <ProblemNotice problem={error} retry={() => void refetch()} /> : null}
      {!data && !error ? <Loading lines={3} /> : null}
      {data?.issues.length ? <IssueList issues={data.issues} /> : null}
      {data && !data.issues.length ? (
        <>
          <p role="status">{t("builder.cause.found", { found: data.found, checked: data.checked, from: data.first ?? "", to: data.day ?? "" })}</p>
          {data.units.length === 0 ? <Nothing>{t("builder.cause.none")}</Nothing> : null}
          <ul className="causepreview-units">
            {data.units.map((one) => (
              <li key={one.unit.code}>
                <p>
                  {one.holds ? <CheckCircleOutlined aria-hidden /> : one.holds === null ? <QuestionCircleOutlined aria-hidden /> : <MinusCircleOutlined aria-hidden />} <b>{words(one.unit.title)}</b>{" "}
                  <span className="soft">{t(one.holds ? "builder.cause.holds" : one.holds === null ? "builder.cause.unknown" : "builder.cause.holdsNot")}</span>
                </p>
                {one.cause ? <CauseList causes={[one.cause]} /> : null}
                {one.line ? <p className="soft">{words(one.line)}</p> : null}
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {data?.names.length ? (
        <details>
          <summary>{t("builder.cause.names")}</summary>
          <ul className="causepreview-names">
            {data.names.map((one) => (
              <li key={one.name}>
                <code>{one.name}</code> <span className="soft">{[words(one.title), t(`builder.cause.part.${one.part}`)].filter(Boolean).join(" · ")}</span>
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </section>
  );
}
