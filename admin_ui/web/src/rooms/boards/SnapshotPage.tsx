import { CameraOutlined, FundProjectionScreenOutlined } from "@ant-design/icons";
import { useMemo } from "react";
import { Link, useParams } from "react-router";
import { useManner } from "../../format/manner";
import { useTitle } from "../../format/page";
import { instant } from "../../format/time";
import { useWords } from "../../i18n/words";
import { Loading } from "../../parts/Loading";
import { PageProblem } from "../../parts/PageProblem";
import { BoardGrid } from "./BoardGrid";
import "./BoardPage.css";
import { useSnapshot } from "./queries";
import { StampLine } from "./StampLine";
import { useSurroundings } from "./surroundings";
import { TalkDrawer } from "./TalkDrawer";

/** A board as it stood when the snapshot was kept. */
export default function SnapshotPage() {
  const { name = "", id } = useParams();
  const { t, words } = useWords();
  const { zone, lang } = useManner();
  const { data: shown, error, refetch } = useSnapshot(name, id);
  const about = useMemo(() => shown && { ...shown, period: shown.period as "mtd" }, [shown]);
  const { board, said, talk, close } = useSurroundings(about, shown?.day);
  useTitle(shown?.snapshot.title);
  if (error) return <PageProblem problem={error} retry={() => void refetch()} />;
  if (!shown || !board) return <Loading lines={10} />;
  const asked = { unit: shown.unit.code, period: shown.period as "mtd", day: shown.day };
  const kept = { author: shown.snapshot.author, at: instant(shown.snapshot.created_at, zone, lang) };
  return (
    <div className="boardpage">
      <nav aria-label={t("unit.path")}>
        <Link to={`/boards/${name}/snapshots`}>{t("boards.snapshot.list")}</Link>
      </nav>
      <header className="boardpage-head">
        <h1>
          {words(shown.unit.title)}
          <small>
            {words(shown.title)} · {t(`period.long.${shown.period}`)} · {shown.day}
          </small>
        </h1>
        <div className="boardpage-tools">
          <Link className="boardpage-button" to={`/boards/${name}/snapshots/${id}/meeting`}>
            <FundProjectionScreenOutlined aria-hidden /> {t("boards.meeting.title")}
          </Link>
          <Link className="boardpage-button" to={`/boards/${name}?${new URLSearchParams(asked)}`}>
            {t("boards.snapshot.live")}
          </Link>
        </div>
      </header>
      <p className="boardpage-frozen">
        <CameraOutlined aria-hidden />
        <b>{t("boards.snapshot.frozen", { title: shown.snapshot.title })}</b>
        <span>{t("boards.snapshot.frozenLead", kept)}</span>
      </p>
      <BoardGrid name={name} widgets={shown.widgets} asked={asked} board={board} />
      <StampLine stamp={shown.stamp} />
      <TalkDrawer talk={talk} said={said} day={shown.day} onClose={close} />
    </div>
  );
}
