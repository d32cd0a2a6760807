import { Segmented } from "antd";
import { useState } from "react";
import type { Language } from "../../../../api/types";
import { useWords } from "../../../../i18n/words";
import { Loading } from "../../../../parts/Loading";
import { Nothing } from "../../../../parts/Nothing";
import { ProblemNotice } from "../../../../parts/ProblemNotice";
import { type Foreseen, type Looked, type Purpose, useMessages } from "./look";
import "./MessagePreview.css";

const PURPOSES: Purpose[] = ["fired", "repeat", "resolved", "retracted"];

/** The messages as they would arrive, and the bytes that would be handed over. */
export function MessagePreview({ looked, unit, day }: { looked: Looked; unit: string | null; day: string | null }) {
  const { t, words } = useWords();
  const [purpose, setPurpose] = useState<Purpose>("fired");
  const { data, error, isPending, isFetching, refetch } = useMessages(looked, unit, day, purpose);
  return (
    <div aria-busy={isFetching}>
      {unit ? <Segmented size="small" aria-label={t("builder.rule.preview.purpose")} value={purpose} options={PURPOSES.map((value) => ({ value, label: t(`message.purpose.${value}`) }))} onChange={setPurpose} /> : null}
      {error ? (
        <ProblemNotice problem={error} retry={() => void refetch()} />
      ) : isPending ? (
        <Loading lines={4} />
      ) : (
        <>
          <p className="soft">
            {t("builder.rule.preview.fired", { day: data.day, count: data.fired_total })}
            {data.fired.length ? ` ${data.fired.slice(0, 8).map((one) => words(one.title)).join("、")}` : ""}
          </p>
          {data.messages.length === 0 ? <Nothing>{t("builder.rule.preview.none")}</Nothing> : null}
          <ul className="messagepreview">
            {data.messages.map((one) => (
              <Message key={one.reference} {...one} />
            ))}
          </ul>
          {data.total > data.messages.length ? <p className="soft">{t("builder.rule.preview.more", { count: data.total - data.messages.length })}</p> : null}
        </>
      )}
    </div>
  );
}

function Message({ title, login, language, copy, purpose, units, made_up: madeUp, stopped, bodies }: Foreseen) {
  const { t, words } = useWords();
  const [lang, setLang] = useState<Language>(language === "en" ? "en" : "zh");
  const body = bodies.find((one) => one.language === lang);
  return (
    <li>
      <div className="messagepreview-head">
        <span>
          <strong>{words(title)}</strong> <code>{login}</code> <span className={`messagepreview-part messagepreview-${copy ? "cc" : "to"}`}>{t(copy ? "message.copy" : "message.to")}</span>
          <span className="soft">
            {" "}
            {t(`message.purpose.${purpose}`, { defaultValue: purpose })} · {units.slice(0, 3).map((one) => words(one.title)).join("、")}
          </span>
        </span>
        {bodies.length ? <Segmented size="small" aria-label={t("builder.rule.preview.language")} value={lang} options={(["zh", "en"] as const).map((value) => ({ value, label: t(`builder.field.${value}`) + (value === language ? ` · ${t("builder.rule.preview.own")}` : "") }))} onChange={setLang} /> : null}
      </div>
      {madeUp ? <p className="messagepreview-madeup">{t("builder.rule.preview.madeUp")}</p> : null}
      {stopped ? <p className="field-issue">{words(stopped)}</p> : null}
      {body ? (
        <>
          <div className="messagepreview-phone" lang={lang}>
            {readable(body.words).map((line, i) => (i === 0 ? <strong key={i}>{line}</strong> : <p key={i}>{line || "\u00a0"}</p>))}
          </div>
          <details>
            <summary>{t("builder.rule.preview.bytes", { count: body.body.length })}</summary>
            <pre tabIndex={0}>{body.body}</pre>
            <p className="field-help">{t("builder.rule.preview.ids")}</p>
          </details>
        </>
      ) : null}
    </li>
  );
}

/** A card's own sign for a new line is `<br>`; everything else is shown as it is. */
function readable(words: string | null): string[] {
  return (words ?? "").split(/\n|<br>/);
}
