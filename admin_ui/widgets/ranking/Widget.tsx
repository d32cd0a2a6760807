import type { Colour, IndicatorRef, UnitRef } from "@web/api/types";
import { useManner } from "@web/format/manner";
import { attained, exact, valueOf } from "@web/format/number";
import { useWords } from "@web/i18n/words";
import { DataTime } from "@web/parts/DataTime";
import { Lamp } from "@web/parts/Lamp";
import { Nothing } from "@web/parts/Nothing";
import type { WidgetProps } from "@web/rooms/boards/widget";
import { useState } from "react";
import { Link } from "react-router";
import { Pick } from "../Pick";
import "./Widget.css";

interface Row {
  rank: number;
  unit: UnitRef;
  attainment: number;
  actual: number | null;
  light: Colour;
  data_day: string | null;
  synced_at: string | null;
}

interface Order {
  indicator: IndicatorRef;
  rows: Row[];
  of: number;
  unranked: number;
  standing: { of: number; place: number | null; median: number | null } | null;
}

/** The units below in order of attainment; a unit without any sees its own place among its peers, and nobody's name. */
export default function RankingWidget({ data, board }: WidgetProps<{ orders: Order[] }>) {
  const { t, words } = useWords();
  const manner = useManner();
  const [picked, setPicked] = useState<string>();
  const order = data.orders.find(({ indicator }) => indicator.indicator === picked) ?? data.orders[0];
  if (!order) return <Nothing>{t("widgets.ranking.none")}</Nothing>;
  const { indicator: of, rows, standing } = order;
  const most = Math.max(1, ...rows.map((row) => row.attainment));
  return (
    <>
      <Pick of={data.orders.map(({ indicator }) => indicator)} chosen={of.indicator} onChoose={setPicked} label={t("widgets.ranking.pick")} />
      {standing && rows.length === 0 ? (
        <p className="ranking-own">
          {standing.place === null ? (
            t("widgets.ranking.small")
          ) : (
            <>
              <b>{t("widgets.ranking.place", { place: standing.place, of: standing.of })}</b>
              <span>{t("widgets.ranking.own")}</span>
              <span>{t("widgets.ranking.median", { median: attained(standing.median, manner.lang) })}</span>
            </>
          )}
        </p>
      ) : null}
      {rows.length === 0 && !standing ? <Nothing>{t("widgets.ranking.none")}</Nothing> : null}
      <ol className="ranking">
        {rows.map((row) => (
          <li key={row.unit.code}>
            <span className="ranking-place">{row.rank}</span>
            <Lamp light={row.light} size={20} />
            <Link to={board.linkTo(row.unit)} title={words(row.unit.title)}>
              {words(row.unit.title)}
            </Link>
            <b>{attained(row.attainment, manner.lang)}</b>
            <span className="ranking-actual" title={exact(row.actual, manner.lang)}>
              {valueOf(row.actual, of, manner)}
            </span>
            <i className={`ranking-bar ranking-${row.light}`} aria-hidden style={{ width: `${Math.max(0, (row.attainment / most) * 100).toFixed(1)}%` }} />
          </li>
        ))}
      </ol>
      {rows.length > 0 ? (
        <p className="soft small">
          {t("widgets.ranking.rule")}
          {order.of > rows.length ? ` · ${t("widgets.ranking.more", { count: order.of })}` : ""}
          {order.unranked > 0 ? ` · ${t("widgets.ranking.unranked", { count: order.unranked })}` : ""} · <DataTime day={rows[0]?.data_day ?? null} syncedAt={rows[0]?.synced_at ?? null} against={board.day} />
        </p>
      ) : null}
    </>
  );
}
