import { CaretDownOutlined, CaretUpOutlined, StopOutlined } from "@ant-design/icons";
import { useWords } from "../../../i18n/words";
import type { ScoreCard } from "../queries";
import "./Move.css";

/** A move of points: arrow, sign and colour say the same. */
export function Move({ by, written }: { by: number; written: string }) {
  if (!by) return <span className="soft">—</span>;
  return (
    <span className={by > 0 ? "move move-up" : "move move-down"}>
      {by > 0 ? <CaretUpOutlined aria-hidden /> : <CaretDownOutlined aria-hidden />}
      {written}
    </span>
  );
}

/** The veto in force, by its name. */
export function VetoTag({ veto }: { veto: ScoreCard["veto"] }) {
  const { t, words } = useWords();
  if (!veto) return null;
  return (
    <span className="vetotag">
      <StopOutlined aria-hidden /> {veto.name ? t("scores.vetoed", { title: words(veto.title) }) : words(veto.title)}
    </span>
  );
}
