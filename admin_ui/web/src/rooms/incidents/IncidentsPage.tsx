import { SearchOutlined } from "@ant-design/icons";
import { Input, Segmented, Select } from "antd";
import { useEffect, useState } from "react";
import { useWords } from "../../i18n/words";
import { IncidentCard } from "../../parts/IncidentCard";
import { Loading } from "../../parts/Loading";
import { Nothing } from "../../parts/Nothing";
import { Pager } from "../../parts/Pager";
import { Panel } from "../../parts/Panel";
import { ProblemNotice } from "../../parts/ProblemNotice";
import { UnitPicker } from "../../parts/UnitPicker";
import { FiguresStrip } from "./parts/FiguresStrip";
import { Frame } from "./parts/Frame";
import { Marks } from "./parts/Marks";
import { useIncidents, useMine, useStandings } from "./queries";
import { useFilter } from "./useFilter";

const SIZE = 20;
const TABS = ["mine", "open", "all"] as const;
type Tab = (typeof TABS)[number];
const STATES = ["firing", "resolved", "retracted"] as const;
const SEVERITIES = ["critical", "warning", "info"] as const;
const NAMES = ["tab", "rule", "severity", "unit", "state", "q"] as const;

/** The incidents of my scope: those that wait for me first, where there are any. */
export default function IncidentsPage() {
  const { t } = useWords();
  const mine = useMine();
  const { filter, put } = useFilter(NAMES);
  const asked = TABS.find((one) => one === filter.tab) ?? (filter.state ? "all" : undefined);
  const tab: Tab | undefined = asked ?? (mine.data === undefined ? (mine.error ? "open" : undefined) : mine.data > 0 ? "mine" : "open");
  const options = TABS.map((value) => ({ value, label: value === "mine" && mine.data ? `${t("incidents.tab.mine")} ${mine.data}` : t(`incidents.tab.${value}`) }));
  return (
    <Frame word="list">
      <FiguresStrip />
      <Panel title={<Segmented aria-label={t("incidents.tab.label")} options={options} value={tab ?? "open"} onChange={(chosen) => put({ tab: chosen, state: null })} />}>
        {tab ? <Found tab={tab} /> : <Loading />}
      </Panel>
    </Frame>
  );
}

function Found({ tab }: { tab: Tab }) {
  const { t, words } = useWords();
  const { filter, page, put } = useFilter(NAMES);
  const rules = useStandings();
  const { tab: _, state: kept, ...others } = filter;
  const state = STATES.find((one) => one === kept); // addresses of before say "all"
  const narrowed = { ...others, ...(state ? { state } : {}) };
  const { data, error, isPlaceholderData, refetch } = useIncidents({
    ...narrowed,
    ...(tab === "all" ? {} : { open: "true" }),
    ...(tab === "mine" ? { mine: "true" } : {}),
    page,
    page_size: SIZE,
  });
  const searched = Object.keys(narrowed).length > 0;
  return (
    <>
      <div className="incidentsframe-filters">
        <Search value={filter.q ?? ""} onSearch={(q) => put({ q })} />
        <Select
          aria-label={t("incidents.filter.rule")}
          placeholder={t("incidents.filter.rule")}
          allowClear
          popupMatchSelectWidth={false}
          value={filter.rule ?? null}
          options={(rules.data ?? []).map((one) => ({ value: one.rule, label: words(one.title) || one.rule }))}
          onChange={(rule: string | undefined) => put({ rule })}
        />
        <Select
          aria-label={t("incidents.filter.severity")}
          placeholder={t("incidents.filter.severity")}
          allowClear
          value={filter.severity ?? null}
          options={SEVERITIES.map((value) => ({ value, label: t(`incident.severity.${value}`) }))}
          onChange={(severity: string | undefined) => put({ severity })}
        />
        <UnitPicker label={t("incidents.filter.unit")} value={filter.unit ?? null} onChange={(unit) => put({ unit })} />
        {tab === "all" ? (
          <Select
            aria-label={t("incident.filter")}
            placeholder={t("incident.filter")}
            allowClear
            value={state ?? null}
            options={STATES.map((value) => ({ value, label: t(`incident.state.${value}`) }))}
            onChange={(next: string | undefined) => put({ state: next, tab: "all" })}
          />
        ) : null}
      </div>
      {error ? <ProblemNotice problem={error} retry={() => void refetch()} /> : null}
      {!data && !error ? <Loading /> : null}
      <div aria-busy={isPlaceholderData}>
        {data?.items.map((incident) => (
          <div key={incident.public_id}>
            <IncidentCard incident={incident} />
            <p className="incidentsframe-marks">
              <Marks incident={incident} />
            </p>
          </div>
        ))}
      </div>
      {data?.items.length === 0 ? <Nothing>{t(searched ? "incident.none" : `incidents.none.${tab}`)}</Nothing> : null}
      {data ? <Pager page={page} pages={Math.ceil(data.total / SIZE)} onTurn={(to) => put({ page: String(to) })} /> : null}
    </>
  );
}

/** Looks once the typing has paused. */
function Search({ value, onSearch }: { value: string; onSearch: (q: string) => void }) {
  const { t } = useWords();
  const [said, setSaid] = useState(value);
  useEffect(() => {
    if (said.trim() === value) return undefined;
    const pause = setTimeout(() => onSearch(said.trim()), 300);
    return () => clearTimeout(pause);
  });
  return <Input aria-label={t("incidents.filter.q")} placeholder={t("incidents.filter.q")} prefix={<SearchOutlined aria-hidden />} allowClear maxLength={64} value={said} onChange={({ target }) => setSaid(target.value)} />;
}
