import { CloseOutlined, FullscreenOutlined, LeftOutlined, RightOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useCallback, useEffect, useMemo, useRef } from "react";
import { useNavigate, useParams, useSearchParams } from "react-router";
import { useManner } from "../../format/manner";
import { useTitle } from "../../format/page";
import { instant } from "../../format/time";
import { readView } from "../../format/view";
import { useWords } from "../../i18n/words";
import { Lamp } from "../../parts/Lamp";
import { Loading } from "../../parts/Loading";
import { Nothing } from "../../parts/Nothing";
import { PageProblem } from "../../parts/PageProblem";
import { stepsOf, turned } from "./agenda";
import { MeetingItem } from "./MeetingItem";
import "./MeetingPage.css";
import { useComments, useMeeting, useSnapshot } from "./queries";
import { StampLine } from "./StampLine";

/** A review meeting in big type: reds unit by unit, then yellows, then whom to praise; of now, or of a snapshot. */
export default function MeetingPage() {
  const { name = "", id } = useParams();
  const { t, words } = useWords();
  const { zone, lang } = useManner();
  const [search, setSearch] = useSearchParams();
  const go = useNavigate();
  const view = readView(search);
  const live = useMeeting(name, { unit: search.get("unit") ?? undefined, period: view.period, day: view.day }, id === undefined);
  const kept = useSnapshot(name, id);
  const { data: shown, error, refetch } = id === undefined ? live : kept;
  const { data: said } = useComments(shown?.unit.code, shown?.first, shown?.day);
  const steps = useMemo(() => (shown ? stepsOf(shown.agenda) : []), [shown]);
  const at = Math.min(Math.max(0, Number(search.get("step") ?? 1) - 1 || 0), Math.max(0, steps.length - 1));
  const place = useRef<HTMLDivElement>(null);
  const turn = useCallback(
    (to: number) =>
      setSearch(
        (old) => {
          old.set("step", String(to + 1));
          return new URLSearchParams(old);
        },
        { replace: true },
      ),
    [setSearch],
  );
  const leave = useCallback(() => {
    if (document.fullscreenElement) void document.exitFullscreen();
    search.delete("step");
    void go(`/boards/${name}${id === undefined ? `?${search}` : `/snapshots/${id}`}`);
  }, [go, id, name, search]);
  useTitle(shown ? `${t("boards.meeting.title")} · ${words(shown.unit.title)}` : undefined);

  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return;
      if (event.key === " " && target.closest("button, a")) return;
      if (event.key === "Escape" && !document.fullscreenElement) leave();
      else if (event.key.toLowerCase() === "f") void place.current?.requestFullscreen().catch(() => undefined);
      else {
        const next = turned(at, steps.length, event.key);
        if (next === at) return;
        event.preventDefault();
        turn(next);
      }
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [at, steps.length, turn, leave]);

  if (error) return <PageProblem problem={error} retry={() => void refetch()} />;
  const step = steps[at];
  if (!shown || !step) return <Loading lines={10} />;
  const when = instant(shown.stamp.at, zone, lang);
  return (
    <div className="meeting" ref={place}>
      <header className="meeting-head">
        <div>
          <h1>
            {t("boards.meeting.title")} · {words(shown.unit.title)}
          </h1>
          <p>
            {t(`period.long.${shown.period}`)} · {shown.first} – {shown.day} · {id === undefined ? t("boards.meeting.liveAt", { at: when }) : t("boards.meeting.snapshotAt", { at: when })}
          </p>
        </div>
        <div className="meeting-tools">
          <Button icon={<FullscreenOutlined aria-hidden />} onClick={() => void place.current?.requestFullscreen().catch(() => undefined)}>
            {t("boards.meeting.full")}
          </Button>
          <Button icon={<CloseOutlined aria-hidden />} onClick={leave}>
            {t("boards.meeting.leave")}
          </Button>
        </div>
      </header>
      <div className="meeting-body">
        <nav className="meeting-agenda" aria-label={t("boards.meeting.agenda")}>
          <ol>
            {steps.map((one, index) => (
              <li key={index}>
                <button type="button" aria-current={index === at ? "step" : undefined} onClick={() => turn(index)}>
                  {one.kind === "red" && one.items[0] ? (
                    <>
                      <Lamp light="red" size={18} silent />
                      <span>{words(one.items[0].unit.title)}</span>
                    </>
                  ) : (
                    <span>
                      {t(`boards.meeting.${one.kind}`)}
                      {one.kind === "yellow" ? ` ${one.items.length}` : ""}
                    </span>
                  )}
                </button>
              </li>
            ))}
          </ol>
        </nav>
        <section className="meeting-main" aria-live="polite" aria-label={t("boards.meeting.step", { at: at + 1, of: steps.length })}>
          <h2>
            {step.kind === "spotlight" ? t("boards.meeting.spotlightLead", { unit: words(shown.unit.title) }) : t(`boards.meeting.${step.kind}`)}
          </h2>
          {step.items.length === 0 ? <Nothing>{t("boards.meeting.noSpotlight")}</Nothing> : null}
          <div className={step.items.length > 1 ? "meeting-items meeting-items-many" : "meeting-items"}>
            {step.items.map((item) => (
              <MeetingItem key={item.unit.code} item={item} said={said} day={shown.day} small={step.items.length > 1} />
            ))}
          </div>
        </section>
      </div>
      <footer className="meeting-foot">
        <Button size="large" icon={<LeftOutlined aria-hidden />} disabled={at === 0} onClick={() => turn(at - 1)}>
          {t("boards.meeting.previous")}
        </Button>
        <span>
          {t("boards.meeting.step", { at: at + 1, of: steps.length })}
          <small>{t("boards.meeting.keys")}</small>
        </span>
        <Button size="large" type="primary" icon={<RightOutlined aria-hidden />} iconPlacement="end" disabled={at === steps.length - 1} onClick={() => turn(at + 1)}>
          {t("boards.meeting.next")}
        </Button>
      </footer>
      <StampLine stamp={shown.stamp} />
    </div>
  );
}
