import { CheckCircleOutlined, WarningOutlined } from "@ant-design/icons";
import { Link } from "react-router";
import { useWords } from "../../../../i18n/words";
import { Loading } from "../../../../parts/Loading";
import { Nothing } from "../../../../parts/Nothing";
import { ProblemNotice } from "../../../../parts/ProblemNotice";
import { type Audience, type Looked, useRecipients } from "./look";
import "./Recipients.css";

/** Who would be told about a unit, post by post, with the reasons. */
export function Recipients({ looked, unit, day }: { looked: Looked; unit: string | null; day: string | null }) {
  const { t } = useWords();
  const { data, error, isPending, isFetching, refetch } = useRecipients(looked, unit, day);
  if (error) return <ProblemNotice problem={error} retry={() => void refetch()} />;
  if (isPending) return <Loading lines={3} />;
  return (
    <div aria-busy={isFetching}>
      <p className="soft">{t("builder.rule.recipients.when", { day: data.day, sent: data.sent_on })}</p>
      {data.units.length === 0 ? <Nothing>{t("builder.rule.recipients.none")}</Nothing> : null}
      <ul className="recipients">
        {data.units.map((one) => (
          <UnitRecipients key={one.unit.code} {...one} />
        ))}
      </ul>
      {data.total > data.units.length ? <p className="soft">{t("builder.rule.recipients.more", { count: data.total - data.units.length })}</p> : null}
    </div>
  );
}

function UnitRecipients({ unit, to, cc, lines }: Audience) {
  const { t, words } = useWords();
  const people = (part: "to" | "cc", found: Audience["to"]) => (
    <div className="recipients-part">
      <dt>{t(part === "to" ? "message.to" : "message.copy")}</dt>
      <dd>
        {found.length
          ? found.map((one) => (
              <span key={one.login} className="recipients-person">
                <strong>{words(one.title)}</strong> <span className="soft">{`${words(one.role_title)} · ${words(one.unit.title)}${one.deputy ? ` · ${t("builder.rule.recipients.deputy")}` : ""} · ${one.language === "zh" ? t("builder.field.zh") : t("builder.field.en")}`}</span>{" "}
                {one.address ? (
                  <span className="recipients-fine">
                    <CheckCircleOutlined aria-hidden /> {t("builder.rule.recipients.address")}
                  </span>
                ) : (
                  <span className="recipients-bad">
                    <WarningOutlined aria-hidden /> {t("builder.rule.recipients.noAddress")}
                  </span>
                )}
              </span>
            ))
          : t("builder.rule.nobody")}
      </dd>
    </div>
  );
  return (
    <li>
      <h4>
        <Link to={`/unit/${unit.code}`}>{words(unit.title)}</Link>
      </h4>
      <dl>
        {people("to", to)}
        {people("cc", cc)}
      </dl>
      <ol className="recipients-lines">
        {lines.map((line, i) => (
          <li key={i} className={line.warning ? "recipients-bad" : undefined}>
            {line.warning ? <WarningOutlined aria-hidden /> : null} {words(line.words)}
          </li>
        ))}
      </ol>
    </li>
  );
}
