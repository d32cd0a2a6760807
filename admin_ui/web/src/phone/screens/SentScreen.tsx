import { useAnswer } from "../data/answer";
import type { Sent } from "../data/shapes";
import { Page } from "../parts/Page";
import { Told } from "../parts/Told";
import { address, go } from "../route";
import { t, words } from "../words";

/** How a submission stands, in one word. */
export function tagOf({ state, outcome, appeal }: Sent): string {
  if (state === "waiting_for_photos") return "waiting_for_photos";
  if (state === "withdrawn") return "withdrawn";
  if (appeal === "open") return "appeal";
  return outcome ?? "sent";
}

export function SentScreen() {
  const answer = useAnswer<Sent[]>("/field/submissions");
  const all = answer.data ?? [];
  const days = [...new Set(all.map((one) => one.day))];
  return (
    <Page title={t("phone.sent.title")} refresh={answer.refresh} busy={answer.busy}>
      <Told answer={answer} />
      {answer.data && !all.length ? <p className="nothing">{t("phone.sent.none")}</p> : null}
      {days.map((day) => (
        <section key={day}>
          <h2>{day}</h2>
          <ul className="list">
            {all.filter((one) => one.day === day).map((one) => (
              <li key={one.id}>
                <button type="button" className="line" onClick={() => go(address("sent", one.id))}>
                  <span className="grow">
                    <strong>{words(one.unit.title) || one.unit.code}</strong>
                    <span className="soft">{words(one.title)}</span>
                    {one.outcome !== "pass" && one.reasons?.[0] ? <span className="soft">{words(one.reasons[0].text)}</span> : null}
                  </span>
                  <span className={`tag ${tagOf(one)}`}>{t(`phone.tag.${tagOf(one)}`)}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </Page>
  ); // prettier-ignore
}
