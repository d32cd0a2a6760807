import { App, Button } from "antd";
import { useState } from "react";
import type { Incident } from "../../../api/incident";
import { useWords } from "../../../i18n/words";
import "./AnswerBar.css";
import { type Answer, AnswerForm } from "./AnswerForm";

const ORDER: readonly Answer[] = ["acknowledge", "give_reason", "assign", "act", "comment", "close", "reopen"];

/** What the caller may do now; on a phone it stays in reach of the thumb. */
export function AnswerBar({ incident }: { incident: Incident }) {
  const { t } = useWords();
  const { message } = App.useApp();
  const [chosen, setChosen] = useState<Answer>();
  const offered = ORDER.filter((one) => incident.may[one]);
  if (offered.length === 0) return null;
  return (
    <div className="answerbar" role="group" aria-label={t("incidents.bar.label")}>
      {offered.map((one, place) => (
        <Button key={one} type={place === 0 ? "primary" : "default"} onClick={() => setChosen(one)}>
          {t(`incidents.bar.${one}`)}
        </Button>
      ))}
      {chosen ? (
        <AnswerForm
          incident={incident}
          answer={chosen}
          onEnd={(said) => {
            setChosen(undefined);
            if (said) void message.info(said);
          }}
        />
      ) : null}
    </div>
  );
}
