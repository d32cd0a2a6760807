import { EllipsisOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import { useState } from "react";
import type { Incident } from "../../../api/incident";
import { usePhone } from "../../../format/page";
import { useWords } from "../../../i18n/words";
import "./AnswerBar.css";
import { type Answer, AnswerForm } from "./AnswerForm";

const ORDER: readonly Answer[] = ["acknowledge", "give_reason", "reopen", "act", "assign", "comment", "close"];
/** On a phone the likeliest stand at the thumb, the others behind "more". */
const THUMBS = 2;

/** What the caller may do now; on a phone it stays in reach of the thumb. */
export function AnswerBar({ incident }: { incident: Incident }) {
  const { t } = useWords();
  const [said, setSaid] = useState("");
  const [chosen, setChosen] = useState<Answer>();
  const offered = ORDER.filter((one) => incident.may[one]);
  const phone = usePhone();
  if (offered.length === 0 && !said) return null;
  const more = phone ? offered.slice(THUMBS) : [];
  return (
    <div className="answerbar" role="group" aria-label={t("incidents.bar.label")}>
      <p role="status" className="answerbar-said">
        {said}
      </p>
      {offered.slice(0, phone ? THUMBS : undefined).map((one, place) => (
        <Button key={one} type={place === 0 ? "primary" : "default"} onClick={() => setChosen(one)}>
          {t(`incidents.bar.${one}`)}
        </Button>
      ))}
      {more.length ? (
        <Dropdown trigger={["click"]} placement="topRight" menu={{ items: more.map((one) => ({ key: one, label: t(`incidents.bar.${one}`) })), onClick: ({ key }) => setChosen(key as Answer) }}>
          <Button className="answerbar-more" icon={<EllipsisOutlined aria-hidden />} aria-label={t("incidents.bar.more")} />
        </Dropdown>
      ) : null}
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
