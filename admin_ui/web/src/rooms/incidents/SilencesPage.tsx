import { Button, Popconfirm, Segmented } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { call } from "../../api/call";
import { useSession } from "../../api/session";
import { useManner } from "../../format/manner";
import { instant } from "../../format/time";
import { useWords } from "../../i18n/words";
import { Loading } from "../../parts/Loading";
import { Nothing } from "../../parts/Nothing";
import { Pager } from "../../parts/Pager";
import { Panel } from "../../parts/Panel";
import { ProblemNotice } from "../../parts/ProblemNotice";
import { Frame } from "./parts/Frame";
import { SilenceDialog } from "./parts/SilenceDialog";
import { type Silence, useChange, usePage } from "./queries";
import "./SilencesPage.css";
import { useFilter } from "./useFilter";

const SIZE = 20;
const STATES = ["active", "coming", "over"] as const;
const TONE: Record<string, string> = { active: "warn", coming: "brand", over: "" };

/** For a time nobody is told: what is silenced now, what will be, what was, by whom and why. */
export default function SilencesPage() {
  const { t, words, lang } = useWords();
  const { zone } = useManner();
  const { may } = useSession();
  const { filter, page, put } = useFilter(["state"] as const);
  const state = STATES.find((one) => one === filter.state) ?? "active";
  const [making, setMaking] = useState(false);
  const { data, error, refetch } = usePage<Silence>("/silences", { state, page, page_size: SIZE });
  const end = useChange((id: string) => call("POST", `/silences/${encodeURIComponent(id)}/end`));
  const at = (when: string) => instant(when, zone, lang);
  return (
    <Frame
      word="silences"
      side={
        may("silence_alerts") ? (
          <Button type="primary" onClick={() => setMaking(true)}>
            {t("incidents.silence.new")}
          </Button>
        ) : null
      }
    >
      <p className="soft">{t("incidents.silence.lead")}</p>
      <Panel title={t(`incidents.silence.states.${state}`)} side={<Segmented aria-label={t("incidents.silence.state")} value={state} options={STATES.map((value) => ({ value, label: t(`incidents.silence.states.${value}`) }))} onChange={(chosen) => put({ state: chosen })} />}>
        {error ? <ProblemNotice problem={error} retry={() => void refetch()} /> : null}
        {end.error ? <ProblemNotice problem={end.error} /> : null}
        {!data && !error ? <Loading /> : null}
        {data?.items.length === 0 ? <Nothing>{t(`incidents.silence.none.${state}`)}</Nothing> : null}
        <ul className="silences">
          {data?.items.map((one) => (
            <li key={one.public_id}>
              <div>
                <p>
                  <Link to={`/unit/${encodeURIComponent(one.unit.code)}`}>
                    <b>{words(one.unit.title)}</b>
                  </Link>{" "}
                  <span className="soft">{words(one.rule_title) || one.rule || words(one.indicator_title) || one.indicator || t("incidents.silence.everything")}</span>
                </p>
                <p>{one.reason}</p>
                <p className="soft small">
                  {t("incidents.silence.span", { from: at(one.starts_at), to: at(one.ended_at ?? one.ends_at) })} · {t("incidents.silence.by", { by: words(one.by) })}
                  {one.ended_at ? ` · ${t("incidents.silence.endedBy", { by: words(one.ended_by) })}` : ""}
                </p>
              </div>
              <div className="silences-side">
                <span className={`mark ${TONE[one.state] ? `mark-${TONE[one.state]}` : ""}`}>{t(`incidents.silence.states.${one.state}`)}</span>
                {one.quiet ? <span className="mark">{t("incidents.silence.quiet", { count: one.quiet })}</span> : null}
                {one.may_end ? (
                  <Popconfirm title={t("incidents.silence.endSure")} okText={t("incidents.silence.end")} cancelText={t("incidents.form.cancel")} onConfirm={() => end.mutate(one.public_id)}>
                    <Button size="small" loading={end.isPending && end.variables === one.public_id}>
                      {t("incidents.silence.end")}
                    </Button>
                  </Popconfirm>
                ) : null}
              </div>
            </li>
          ))}
        </ul>
        {data ? <Pager page={page} pages={Math.ceil(data.total / SIZE)} onTurn={(to) => put({ page: String(to) })} /> : null}
      </Panel>
      {making ? <SilenceDialog onClose={() => setMaking(false)} /> : null}
    </Frame>
  );
}
