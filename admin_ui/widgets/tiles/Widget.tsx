import { CommentOutlined } from "@ant-design/icons";
import type { Colour, Light, UnitRef } from "@web/api/types";
import { useManner } from "@web/format/manner";
import { attained, exact, gapOf, NOTHING, tight, valueOf } from "@web/format/number";
import { unitLink } from "@web/format/view";
import { useWords } from "@web/i18n/words";
import { DataTime } from "@web/parts/DataTime";
import { Lamp } from "@web/parts/Lamp";
import { Nothing } from "@web/parts/Nothing";
import type { Surroundings, WidgetProps } from "@web/rooms/boards/widget";
import { Link } from "react-router";
import { type Dot, Spark } from "./Spark";
import "./Widget.css";

interface Tile extends Light {
  pace: { whole: number; done: number | null; due: number | null } | null;
  standing: { of: number; place: number | null; median: number | null } | null;
  course: (Dot & { light: Colour })[];
}

/** Eight readings of each indicator: actual, target, attainment, gap, pace, rank, course and data time. */
export default function TilesWidget({ data, board }: WidgetProps<{ unit: UnitRef; tiles: Tile[] }>) {
  const { t } = useWords();
  if (data.tiles.length === 0) return <Nothing>{t("widgets.tiles.none")}</Nothing>;
  return (
    <ul className="tiles">
      {data.tiles.map((tile) => (
        <li key={tile.indicator}>
          <TileCard tile={tile} unit={data.unit} board={board} />
        </li>
      ))}
    </ul>
  );
}

function TileCard({ tile, unit, board }: { tile: Tile; unit: UnitRef; board: Surroundings }) {
  const { t, words } = useWords();
  const manner = useManner();
  const { lang } = manner;
  const title = words(tile.title);
  const target = tile.targets.target ?? Object.values(tile.targets)[0] ?? null;
  const { pace, standing } = tile;
  const said = board.talk?.count(unit.code, tile.indicator) ?? 0;
  const rank = standing && standing.place !== null ? t("widgets.tiles.rankOf", { place: standing.place, of: standing.of }) : NOTHING;
  const rankLong =
    standing && standing.place !== null
      ? t("widgets.tiles.rankLong", { place: standing.place, of: standing.of, median: attained(standing.median, lang) })
      : t("widgets.tiles.rankNone");
  const paced = pace ? { done: attained(pace.done, lang), due: attained(pace.due, lang), whole: valueOf(pace.whole, tile, manner) } : null;
  return (
    <article className={`tile tile-${tile.light}`} aria-label={title}>
      <header>
        <Lamp light={tile.light} size={24} />
        <Link to={unitLink(unit, { period: board.period, day: board.day, indicator: tile.indicator })} title={tight(words(tile.reason)) || title}>
          {title}
        </Link>
        {board.talk ? (
          <button type="button" className="tile-talk" aria-label={t("widgets.tiles.talk", { title, count: said })} onClick={() => board.talk?.open(unit, tile)}>
            <CommentOutlined aria-hidden />
            {said > 0 ? said : null}
          </button>
        ) : null}
      </header>
      <div className="tile-main">
        <b title={exact(tile.actual, lang)}>{valueOf(tile.actual, tile, manner)}</b>
        {words(tile.unit_of_measure) && tile.display === "number" ? <small>{words(tile.unit_of_measure)}</small> : null}
        <Spark dots={tile.course} label={t("widgets.tiles.course", { count: tile.course.length })} />
      </div>
      <dl>
        <dt>{t("widgets.tiles.target")}</dt>
        <dd title={exact(target, lang)}>{valueOf(target, tile, manner)}</dd>
        <dt>{t("widgets.tiles.attainment")}</dt>
        <dd className={`tile-${tile.light}-ink`}>{attained(tile.attainment, lang)}</dd>
        <dt>{t("widgets.tiles.gap")}</dt>
        <dd>{gapOf(tile.gap, tile, manner)}</dd>
        <dt>{t("widgets.tiles.pace")}</dt>
        <dd title={paced ? t("widgets.tiles.paceLong", paced) : undefined}>{paced ? t("widgets.tiles.paceShort", paced) : NOTHING}</dd>
        <dt>{t("widgets.tiles.rank")}</dt>
        <dd title={rankLong}>{rank}</dd>
      </dl>
      <footer>
        <DataTime day={tile.data_day} syncedAt={tile.synced_at} against={board.day} />
      </footer>
    </article>
  );
}
