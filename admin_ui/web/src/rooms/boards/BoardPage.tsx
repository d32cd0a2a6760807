import { CameraOutlined, FundProjectionScreenOutlined, HistoryOutlined } from "@ant-design/icons";
import { Button, Select } from "antd";
import { useMemo, useRef, useState } from "react";
import { Link, useNavigate, useParams, useSearchParams } from "react-router";
import { useSession } from "../../api/session";
import { useTitle } from "../../format/page";
import { useView } from "../../format/view";
import { useWords } from "../../i18n/words";
import { Loading } from "../../parts/Loading";
import { PageProblem } from "../../parts/PageProblem";
import { PeriodSwitch } from "../../parts/PeriodSwitch";
import { ProblemNotice } from "../../parts/ProblemNotice";
import { BoardGrid } from "./BoardGrid";
import "./BoardPage.css";
import { BoardPath } from "./BoardPath";
import { ExportMenu } from "./ExportMenu";
import { useBoard, useBoards } from "./queries";
import { SnapshotDialog } from "./SnapshotDialog";
import { StampLine } from "./StampLine";
import { useSurroundings } from "./surroundings";
import { TalkDrawer } from "./TalkDrawer";

/** A board at a unit over a period: unit, period and day stand in the address. */
export default function BoardPage() {
  const { name = "" } = useParams();
  const { t, words } = useWords();
  const { may } = useSession();
  const [search] = useSearchParams();
  const [view, change] = useView();
  const unit = search.get("unit") ?? undefined;
  const { data: shown, error, refetch, isPlaceholderData: stale } = useBoard(name, { unit, period: view.period, day: view.day });
  const { data: boards } = useBoards();
  const go = useNavigate();
  const part = useRef<HTMLDivElement>(null);
  const [fault, setFault] = useState<unknown>(null);
  const [keeping, setKeeping] = useState(false);
  const about = useMemo(() => shown && { ...shown, period: view.period ?? (shown.period as "mtd") }, [shown, view.period]);
  const { board, said, talk, close } = useSurroundings(about, view.day);
  useTitle(shown ? words(shown.title) : undefined);
  if (error) return <PageProblem problem={error} retry={() => void refetch()} />;
  if (!shown || !board) return <Loading lines={10} />;
  const asked = { unit: shown.unit.code, period: shown.period as "mtd", day: shown.day };
  const here = `?${new URLSearchParams({ unit: asked.unit, period: asked.period, ...(view.day ? { day: view.day } : {}) })}`;
  return (
    <div className={stale ? "boardpage boardpage-stale" : "boardpage"} aria-busy={stale}>
      <BoardPath path={shown.path} linkTo={board.linkTo} />
      <header className="boardpage-head">
        <h1>
          {words(shown.unit.title)}
          <small>{words(shown.title)}</small>
        </h1>
        <div className="boardpage-tools">
          {boards && boards.length > 1 ? (
            <Select
              aria-label={t("boards.title")}
              value={name}
              options={boards.map((one) => ({ value: one.name, label: words(one.title) }))}
              onChange={(other) => void go(`/boards/${other}`)}
              popupMatchSelectWidth={false}
            />
          ) : null}
          <Link className="boardpage-button" to={`/boards/${name}/meeting${here}`}>
            <FundProjectionScreenOutlined aria-hidden /> {t("boards.meeting.title")}
          </Link>
          {may("hold_meetings") ? (
            <Button icon={<CameraOutlined aria-hidden />} onClick={() => setKeeping(true)}>
              {t("boards.snapshot.title")}
            </Button>
          ) : null}
          <Link className="boardpage-button" to={`/boards/${name}/snapshots`}>
            <HistoryOutlined aria-hidden /> {t("boards.snapshot.list")}
          </Link>
          <ExportMenu name={name} asked={asked} part={part} onFault={setFault} />
        </div>
        <PeriodSwitch period={asked.period} day={view.day ?? shown.day} onChange={change} />
      </header>
      {fault ? <ProblemNotice problem={fault} /> : null}
      <div ref={part}>
        <BoardGrid name={name} widgets={shown.widgets} asked={asked} board={board} />
        <StampLine stamp={shown.stamp} />
      </div>
      <TalkDrawer talk={talk} said={said} day={shown.day} onClose={close} />
      <SnapshotDialog name={name} asked={asked} proposed={`${words(shown.unit.title)} ${shown.day} ${t("boards.meeting.title")}`} open={keeping} onClose={() => setKeeping(false)} />
    </div>
  );
}
