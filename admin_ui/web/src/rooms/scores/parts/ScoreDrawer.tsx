import { Drawer } from "antd";
import { useManner } from "../../../format/manner";
import { attained, count, exact, percent } from "../../../format/number";
import { instant } from "../../../format/time";
import { useWords } from "../../../i18n/words";
import { Loading } from "../../../parts/Loading";
import { Nothing } from "../../../parts/Nothing";
import { ProblemNotice } from "../../../parts/ProblemNotice";
import { known } from "../../../parts/curve/curve";
import { CurvePicture } from "../../../parts/curve/CurvePicture";
import { moved, periodName, points } from "../points";
import { type Score, type ScoreLine, useScore } from "../queries";
import { Move, VetoTag } from "./Move";
import "./ScoreDrawer.css";

interface Asked {
  scorecard: string | undefined;
  unit: string | undefined;
  day: string | undefined;
  onClose: () => void;
}

/** One unit's score: how it is made, and everything that moved it. */
export function ScoreDrawer({ scorecard, unit, day, onClose }: Asked) {
  const { words } = useWords();
  const { data, error, refetch } = useScore(scorecard, unit, day);
  return (
    <Drawer open={unit !== undefined} onClose={onClose} size={680} title={data ? `${words(data.unit.title)} · ${words(data.title)}` : ""}>
      {error ? <ProblemNotice problem={error} retry={() => void refetch()} /> : null}
      {!data && !error ? <Loading lines={8} /> : null}
      {data ? <Whole score={data} /> : null}
    </Drawer>
  );
}

function Whole({ score }: { score: Score }) {
  const { t, lang, words } = useWords();
  const { zone } = useManner();
  return (
    <div className="score">
      <div className="score-head">
        <p className="score-points">
          {points(score.points, score.decimals, lang)} <span className="soft">/ {count(score.cap, lang)}</span>
        </p>
        <div>
          <p>
            {periodName(score.period)}
            {score.today ? (
              <>
                {" · "}
                {t("scores.today")} <Move by={score.today} written={moved(score.today, score.decimals, lang)} />
              </>
            ) : null}
          </p>
          {score.rank ? (
            <p>
              {t("scores.ranked", { place: score.rank.place, of: score.rank.of })} <span className="soft">{words(score.rank.group)}</span>
            </p>
          ) : null}
          {score.changed_at ? <p className="soft small">{t("scores.changed", { at: instant(score.changed_at, zone, lang) })}</p> : null}
          <VetoTag veto={score.veto} />
        </div>
      </div>
      <section aria-labelledby="score-lines">
        <h3 id="score-lines">{t("scores.lines")}</h3>
        <ul className="score-lines">
          {score.lines.map((line) => (
            <Line key={line.name} line={line} score={score} />
          ))}
          {score.veto?.taken ? (
            <li className="score-sum">
              <span>{words(score.veto.title)}</span>
              <strong className="move-down">{moved(score.veto.taken, score.decimals, lang)}</strong>
            </li>
          ) : null}
          <li className="score-sum">
            <span>{t("scores.sum")}</span>
            <strong>{points(score.points, score.decimals, lang)}</strong>
          </li>
        </ul>
      </section>
      <section aria-labelledby="score-trail">
        <h3 id="score-trail">{t("scores.trail")}</h3>
        {score.trail.length ? null : <Nothing>{t("scores.noTrail")}</Nothing>}
        <ol className="score-trail">
          {score.trail.map((one, i) => (
            <li key={i}>
              <span className="soft small">{instant(one.at, zone, lang)}</span>
              <span>{words(one.text)}</span>
              <span className="score-step">
                {points(one.before, score.decimals, lang)} → <strong>{points(one.after, score.decimals, lang)}</strong>
              </span>
            </li>
          ))}
        </ol>
      </section>
    </div>
  );
}

function Line({ line, score }: { line: ScoreLine; score: Score }) {
  const { t, lang, words } = useWords();
  const x = line.basis === "value" ? line.value : line.attainment;
  const curve: unknown = line.curve;
  const weightOf = (share: number) => percent(share, lang).replace(/\.0%$/, "%");
  const told = line.basis === "value" ? exact(x, lang) : attained(x, lang);
  return (
    <li className="score-line">
      {known(curve) ? <CurvePicture small curve={curve} cap={score.cap} floor={score.floor} share={line.basis !== "value"} mark={x} label={t("scores.curveOf", { title: words(line.title) })} /> : <span />}
      <div className="score-line-words">
        <strong>{words(line.title)}</strong>
        {line.name ? (
          <p className="soft small">
            {x === null ? t(`scores.why.${line.why ?? "no_data"}`) : t(line.basis === "value" ? "scores.value" : "scores.attained", { value: told })}
            {line.rule ? ` · ${t(`scores.rule.${line.rule}`)}` : null}
          </p>
        ) : null}
        <p className="soft small">
          {line.points === null ? t("scores.weight", { weight: weightOf(line.share) }) : t("scores.made", { points: points(line.points, score.decimals, lang), weight: weightOf(line.share) })}
          {line.share !== line.weight && line.share ? ` (${t("scores.weightOf", { weight: weightOf(line.weight) })})` : null}
        </p>
      </div>
      <div className="score-line-sum">
        <strong>{points(line.weighted, score.decimals, lang)}</strong>
        {line.delta ? <Move by={line.delta} written={moved(line.delta, score.decimals, lang)} /> : null}
      </div>
    </li>
  );
}
