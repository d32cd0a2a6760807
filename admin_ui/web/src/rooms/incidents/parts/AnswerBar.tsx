import { Button } from "antd";
import { useState } from "react";
import type { Incident } from "../../../api/incident";
import { useWords } from "../../../i18n/words";
import "./AnswerBar.css";
import { type Answer, AnswerForm } from "./AnswerForm";

const ORDER: readonly Answer[] = ["acknowledge", "give_reason", "assign", "act", "comment", "close", "reopen"];

/** What the caller may do now; on a phone it stays in reach of the thumb. */
export function AnswerBar({ incident }: { incident: Incident }) {
  const { t } = useWords();
  const [said, setSaid] = useState("");
  const [chosen, setChosen] = useState<Answer>();
  const offered = ORDER.filter((one) => incident.may[one]);
  if (offered.length === 0 && !said) return null;
  return (
    <div className="answerbar" role="group" aria-label={t("incidents.bar.label")}>
      <p role="status" className="answerbar-said">
        {said}
      </p>
      {offered.map((one, place) => (
        <Button key={one} type={place === 0 ? "primary" : "default"} onClick={() => setChosen(one)}>
          {t(`incidents.bar.${one}`)}
        </Button>
      ))}
      {chosen ? (
        <AnswerForm
          incident={incident}
          answer={chosen}
          onEnd={(words) => {
            setChosen(undefined);
            if (words) setSaid(words);
          }}
        />
      ) : null}
    </div>
  );
}
