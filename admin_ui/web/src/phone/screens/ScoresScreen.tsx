import { useAnswer } from "../data/answer";
import type { Text, UnitRef } from "../data/shapes";
import { Page } from "../parts/Page";
import { clock } from "../data/zone";
import { Told } from "../parts/Told";
import { t, words } from "../words";

interface Line {
  name: string;
  title: Text;
  weight: number;
  attainment: number | null;
  points: number | null;
  weighted: number | null;
  delta: number | null;
}

interface Card {
  scorecard: string;
  title: Text;
  unit: UnitRef;
  period: { from: string; to: string };
  points: number | null;
  cap: number | null;
  today: number | null;
  lines: Line[];
  veto?: { title: Text; taken: number } | null;
  rank?: { place: number; of: number; group: Text } | null;
  trail?: { at: string; text: Text; delta: number | null }[];
}

const one = (value: number) => (Math.round(value * 10) / 10).toFixed(1);
const signed = (value: number) => `${value > 0 ? "+" : value < 0 ? "−" : "±"}${one(Math.abs(value))}`;

export function ScoresScreen() {
  const answer = useAnswer<{ cards: Card[] }>("/field/scores");
  return (
    <Page title={t("phone.scores.title")} refresh={answer.refresh} busy={answer.busy}>
      <Told answer={answer} />
      {answer.data && !answer.data.cards.length ? <p className="nothing">{t("phone.scores.none")}</p> : null}
      {(answer.data?.cards ?? []).map((card) => (
        <ScoreCard key={`${card.scorecard} ${card.unit.code}`} card={card} />
      ))}
    </Page>
  );
}

function ScoreCard({ card }: { card: Card }) {
  return (
    <article className="card score">
      <h2>{words(card.title)}</h2>
      <p className="soft">
        {words(card.unit.title)} · {card.period.from} – {card.period.to}
      </p>
      <div className="points">
        <strong>{card.points === null ? "—" : one(card.points)}</strong>
        {card.cap ? <span className="soft">/ {card.cap}</span> : null}
        {card.today ? <Delta value={card.today} label={t("phone.scores.today")} /> : null}
      </div>
      {card.rank ? <p>{t("phone.scores.rank", { place: card.rank.place, of: card.rank.of, group: words(card.rank.group) })}</p> : null}
      {card.veto ? <p className="notice warning">{t("phone.scores.veto", { veto: words(card.veto.title), taken: one(card.veto.taken) })}</p> : null}
      <ul className="lines">
        {card.lines.map((line) => (
          <li key={line.name}>
            <span className="grow">{words(line.title)}</span>
            {line.delta ? <Delta value={line.delta} /> : null}
            <strong>{line.weighted === null ? "—" : one(line.weighted)}</strong>
            <meter min={0} max={100} value={Math.max(0, Math.min(100, line.points ?? 0))} aria-label={t("phone.scores.points", { points: line.points === null ? "—" : one(line.points) })} />
            <span className="soft">
              {t("phone.scores.of", { weight: Math.round(line.weight * 100), points: line.points === null ? "—" : one(line.points) })}
              {line.attainment === null ? "" : ` · ${t("phone.scores.attainment", { percent: Math.round(line.attainment * 100) })}`}
            </span>
          </li>
        ))}
      </ul>
      {card.trail?.length ? (
        <>
          <h3>{t("phone.scores.trail")}</h3>
          <ol className="trail">
            {card.trail.map((step, at) => (
              <li key={at}>
                <time dateTime={step.at} className="soft">
                  {clock(step.at)}
                </time>
                <span className="grow">{words(step.text)}</span>
                {step.delta && !/[+−-]\d/.test(words(step.text)) ? <Delta value={step.delta} /> : null}
              </li>
            ))}
          </ol>
        </>
      ) : null}
    </article>
  );
}

function Delta({ value, label }: { value: number; label?: string }) {
  return (
    <span className={value > 0 ? "delta up" : value < 0 ? "delta down" : "delta"}>
      {label ? `${label} ` : ""}
      {signed(value)}
    </span>
  );
}
