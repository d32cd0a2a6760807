import { Button, Popconfirm, Segmented, Select } from "antd";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { call } from "../../api/call";
import { api, ask } from "../../api/client";
import { useManner } from "../../format/manner";
import { plain } from "../../format/plain";
import { instant } from "../../format/time";
import { useWords } from "../../i18n/words";
import { Loading } from "../../parts/Loading";
import { Nothing } from "../../parts/Nothing";
import { Pager } from "../../parts/Pager";
import { Panel } from "../../parts/Panel";
import { ProblemNotice } from "../../parts/ProblemNotice";
import "./MessagesPage.css";
import "./parts/IncidentMessages.css";
import { Channels } from "./parts/Channels";
import { Frame } from "./parts/Frame";
import { type Line, useChange, usePage, useStandings } from "./queries";
import "./SilencesPage.css";
import { useFilter } from "./useFilter";

const SIZE = 20;
const STATES = ["refused", "unknown", "waiting", "sending", "sent", "cancelled"] as const;
const TONE: Record<string, string> = { sent: "good", delivered: "good", refused: "bad", unknown: "bad", invalid: "bad", unlicensed: "bad", no_address: "bad", waiting: "warn", sending: "warn" };
const NAMES = ["state", "rule", "from", "to", "login", "channel"] as const;

/** The delivery log: who was told what, why, how it went at each address; and sending again what failed. */
export default function MessagesPage() {
  const { t, words } = useWords();
  const { filter, page, put } = useFilter(NAMES);
  const { state: asked, ...narrowed } = filter;
  const state = STATES.find((one) => one === asked) ?? "all";
  const rules = useStandings();
  const counts = useQuery({ queryKey: ["incidents", "counts", narrowed], queryFn: () => ask(api.GET("/api/v1/messages/counts", { params: { query: narrowed } })) });
  const { data, error, refetch } = usePage<Line>("/messages", { ...narrowed, ...(state === "all" ? {} : { state }), page, page_size: SIZE }, { every: 30_000 });
  const many = (name: string) => counts.data?.[name as keyof typeof counts.data];
  const failed = (counts.data?.refused ?? 0) + (counts.data?.unknown ?? 0);
  return (
    <Frame word="messages">
      <p className="soft">{t("incidents.log.lead")}</p>
      {failed && state === "all" ? (
        <p className="messages-failed" role="status">
          {t("incidents.log.failed", { count: failed })}
          {(["refused", "unknown"] as const).map((name) =>
            many(name) ? (
              <Button key={name} size="small" onClick={() => put({ state: name })}>
                {t(`message.states.${name}`)} {many(name)}
              </Button>
            ) : null,
          )}
        </p>
      ) : null}
      <Panel
        title={data ? t("common.total", { count: data.total }) : t("app.loading")}
        side={
          <div className="incidentsframe-states">
            <Segmented
              aria-label={t("incidents.log.state")}
              value={state}
              options={[{ value: "all", label: t("incident.all") }, ...STATES.map((value) => ({ value, label: many(value) ? `${t(`message.states.${value}`)} ${many(value)}` : t(`message.states.${value}`) }))]}
              onChange={(chosen) => put({ state: chosen === "all" ? null : chosen })}
            />
          </div>
        }
      >
        <div className="incidentsframe-filters">
          <Select
            aria-label={t("incidents.filter.rule")}
            placeholder={t("incidents.filter.rule")}
            allowClear
            popupMatchSelectWidth={false}
            value={filter.rule ?? null}
            options={(rules.data ?? []).map((one) => ({ value: one.rule, label: words(one.title) || one.rule }))}
            onChange={(rule: string | undefined) => put({ rule })}
          />
          {(["from", "to"] as const).map((name) => (
            <label key={name} className="messages-day">
              {t(`incidents.log.${name}`)} <input className="field" type="date" value={filter[name] ?? ""} onChange={({ target }) => put({ [name]: target.value })} />
            </label>
          ))}
        </div>
        {error ? <ProblemNotice problem={error} retry={() => void refetch()} /> : null}
        {!data && !error ? <Loading /> : null}
        {data?.items.length === 0 ? <Nothing>{t("incident.noMessages")}</Nothing> : null}
        <ul className="messages">
          {data?.items.map((one) => (
            <Message key={one.public_id} one={one} />
          ))}
        </ul>
        {data ? <Pager page={page} pages={Math.ceil(data.total / SIZE)} onTurn={(to) => put({ page: String(to) })} /> : null}
      </Panel>
      <Channels />
    </Frame>
  );
}

function Message({ one }: { one: Line }) {
  const { t, words, lang, named } = useWords();
  const { zone } = useManner();
  const again = useChange(() => call("POST", `/messages/${encodeURIComponent(one.public_id)}/again`));
  const at = (when: string) => instant(when, zone, lang);
  const mark = (state: string) => <span className={`mark ${TONE[state] ? `mark-${TONE[state]}` : ""}`}>{named("message.states", state)}</span>;
  return (
    <li>
      <div className="messages-main">
        <p>
          <b>{words(one.recipient)}</b> {one.login ? <span className="soft">{one.login}</span> : null} <span className="message-role">{t(one.copy ? "message.copy" : "message.to")}</span>
        </p>
        <p className="soft small">{[named("message.purpose", one.purpose), words(one.rule_title) || one.rule, words(one.why_title)].filter(Boolean).join(" · ")}</p>
        <p className="soft small">
          {[
            words(one.channel_title) || one.channel,
            one.sent_at ? t("incidents.log.sentAt", { at: at(one.sent_at) }) : t("incidents.log.madeAt", { at: at(one.created_at) }),
            one.attempts > 1 ? t("incidents.log.attempts", { count: one.attempts }) : "",
            one.next_at ? t(one.quiet ? "incidents.log.quietUntil" : "incidents.log.nextAt", { at: at(one.next_at) }) : "",
          ]
            .filter(Boolean)
            .join(" · ")}
        </p>
        {one.error ? <p className="messages-error small">{one.error}</p> : null}
        {one.deliveries.some(({ state }) => state !== "delivered") || one.deliveries.length > 1 ? (
          <ul className="messages-deliveries small">
            {one.deliveries.map((each, place) => (
              <li key={place}>
                <code>{each.address ?? "—"}</code> {named("message.states", each.state)} {each.code ?? ""} {at(each.at)}
              </li>
            ))}
          </ul>
        ) : null}
        {one.text ? (
          <details>
            <summary>{t("message.text")}</summary>
            <p className="message-text">{plain(one.text)}</p>
          </details>
        ) : null}
        {again.error ? <ProblemNotice problem={again.error} /> : null}
      </div>
      <div className="silences-side">
        {mark(one.state)}
        {one.incidents[0] ? <Link to={`/incident/${encodeURIComponent(one.incidents[0])}`}>{one.about > 1 ? t("incidents.log.aboutMany", { count: one.about }) : t("incidents.log.about")}</Link> : null}
        {one.may_again ? (
          <Popconfirm title={t("incidents.log.againSure")} okText={t("incidents.log.again")} cancelText={t("incidents.form.cancel")} onConfirm={() => again.mutate(undefined)}>
            <Button size="small" loading={again.isPending}>
              {t("incidents.log.again")}
            </Button>
          </Popconfirm>
        ) : null}
      </div>
    </li>
  );
}
