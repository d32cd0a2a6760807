import type { Message } from "../../../api/incident";
import { useManner } from "../../../format/manner";
import { plain } from "../../../format/plain";
import { instant } from "../../../format/time";
import { useWords } from "../../../i18n/words";
import "./IncidentMessages.css";
import { Nothing } from "../../../parts/Nothing";

const WELL = new Set(["sent", "delivered"]);
const ILL = new Set(["refused", "unknown", "invalid", "unlicensed"]);

/** To whom it was told, by which channel, what became of each message, and in which words. */
export function IncidentMessages({ messages }: { messages: readonly Message[] }) {
  const { t } = useWords();
  if (messages.length === 0) return <Nothing>{t("incident.noMessages")}</Nothing>;
  return (
    <ul>
      {messages.map((message, place) => (
        <OneMessage key={message.public_id ?? place} message={message} />
      ))}
    </ul>
  );
}

function OneMessage({ message }: { message: Message }) {
  const { t, words, lang, named } = useWords();
  const { zone } = useManner();
  const mood = WELL.has(message.state) ? "well" : ILL.has(message.state) ? "ill" : "open";
  return (
    <li className="message">
      <p className="message-head">
        <span>
          <b>{words(message.recipient)}</b>
          <span className="message-role">{t(message.copy ? "message.copy" : "message.to")}</span>
        </span>
        <span className={`message-state message-${mood}`}>{named("message.states", message.state)}</span>
      </p>
      <p className="soft small">
        {[
          named("message.purpose", message.purpose),
          words(message.channel_title) || message.channel,
          message.sent_at ? instant(message.sent_at, zone, lang) : "",
          message.error ?? "",
        ]
          .filter(Boolean)
          .join(" · ")}
      </p>
      {message.text ? (
        <details>
          <summary>{t("message.text")}</summary>
          <p className="message-text">{plain(message.text)}</p>
        </details>
      ) : null}
    </li>
  );
}
