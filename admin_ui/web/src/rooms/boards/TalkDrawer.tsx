import { Button, Drawer, Input } from "antd";
import { useState } from "react";
import { useSession } from "../../api/session";
import { useManner } from "../../format/manner";
import { instant } from "../../format/time";
import { useWords } from "../../i18n/words";
import { Nothing } from "../../parts/Nothing";
import { ProblemNotice } from "../../parts/ProblemNotice";
import { type Comment, useSay, useTakeBack } from "./queries";
import { saidAbout, type Talk } from "./surroundings";
import "./TalkDrawer.css";

const MOST = 1000;

/** What was said about a number, and a place to say something. */
export function TalkDrawer({ talk, said, day, onClose }: { talk: Talk | null; said: readonly Comment[] | undefined; day: string; onClose: () => void }) {
  const { t, words } = useWords();
  const title = talk ? `${words(talk.unit.title)} · ${words(talk.of.title)}` : "";
  return (
    <Drawer open={talk !== null} onClose={onClose} size={420} destroyOnHidden title={title} aria-label={t("boards.talk.title")}>
      {talk ? <TalkList talk={talk} said={saidAbout(said, talk.unit.code, talk.of.indicator)} day={day} /> : null}
    </Drawer>
  );
}

/** Newest first; one's own can be taken back. */
export function TalkList({ talk, said, day }: { talk: Talk; said: readonly Comment[]; day: string }) {
  const { t, words } = useWords();
  const { may } = useSession();
  const { zone, lang } = useManner();
  const back = useTakeBack();
  return (
    <div className="talk">
      {may("write_comments") ? <Say talk={talk} day={day} /> : null}
      {back.error ? <ProblemNotice problem={back.error} /> : null}
      {said.length === 0 ? <Nothing>{t("boards.talk.none")}</Nothing> : null}
      <ul>
        {said.map((one) => (
          <li key={one.public_id}>
            <p>{one.text}</p>
            <span className="soft small">
              {t("boards.talk.by", { by: words(one.by), at: instant(one.at, zone, lang), day: one.day })}
              {one.own ? (
                <Button type="link" size="small" loading={back.isPending && back.variables === one.public_id} onClick={() => back.mutate(one.public_id)}>
                  {t("boards.talk.takeBack")}
                </Button>
              ) : null}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Say({ talk, day }: { talk: Talk; day: string }) {
  const { t } = useWords();
  const [text, setText] = useState("");
  const say = useSay();
  const send = () => say.mutate({ unit: talk.unit.code, indicator: talk.of.indicator, day, text }, { onSuccess: () => setText("") });
  return (
    <form
      className="talk-say"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <Input.TextArea
        aria-label={t("boards.talk.say", { day })}
        placeholder={t("boards.talk.say", { day })}
        autoSize={{ minRows: 2, maxRows: 8 }}
        maxLength={MOST}
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
      {say.error ? <ProblemNotice problem={say.error} /> : null}
      <Button type="primary" htmlType="submit" loading={say.isPending} disabled={!text.trim()}>
        {t("boards.talk.send")}
      </Button>
    </form>
  );
}
