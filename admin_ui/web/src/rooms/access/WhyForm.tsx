import { QuestionCircleOutlined } from "@ant-design/icons";
import { Button, Segmented, Select } from "antd";
import { useState } from "react";
import { useWords } from "../../i18n/words";
import { Loading } from "../../parts/Loading";
import { Panel } from "../../parts/Panel";
import { ProblemNotice } from "../../parts/ProblemNotice";
import { UnitPicker } from "../../parts/UnitPicker";
import { type Asked, useReasons } from "./people";
import { ReasonsCard } from "./ReasonsCard";
import { type About, KINDS, useAbout } from "./useAbout";
import "./WhyForm.css";

interface Form {
  login: string;
  search: URLSearchParams;
  onAsk: (changes: Record<string, string | null>) => void;
}

/** A question about one person: which unit, and what of it; or which action. The answer stays in the address. */
export function WhyForm({ login, search, onAsk }: Form) {
  const { t, words } = useWords();
  const given = KINDS.find((kind) => search.get(kind)) ?? "indicator";
  const [kind, setKind] = useState<About>(given);
  const [unit, setUnit] = useState<string | null>(search.get("unit"));
  const [what, setWhat] = useState<string | null>(given === "unit" ? null : search.get(given));
  const [day, setDay] = useState<string | null>(search.get("day"));
  const about = useAbout(kind);
  const [asked, setAsked] = useState<Asked | null>(() => (search.get("unit") || search.get("permission") ? question(login, given, search.get("unit"), search.get(given), search.get("day")) : null));
  const { data, error, isFetching, refetch } = useReasons(asked);
  const ready = kind === "permission" ? what !== null : unit !== null && (kind === "unit" || what !== null);
  const submit = () => {
    if (!ready) return;
    const next = question(login, kind, unit, what, day);
    setAsked(next);
    onAsk({ unit: next.unit ?? null, indicator: next.indicator ?? null, board: next.board ?? null, permission: next.permission ?? null, day: next.day ?? null });
    if (asked && JSON.stringify(asked) === JSON.stringify(next)) void refetch();
  };
  return (
    <Panel title={t("access.why")}>
      <form
        className="whyform"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Segmented
          aria-label={t("access.about")}
          value={kind}
          options={KINDS.map((name) => ({ value: name, label: t(`access.kind.${name}`) }))}
          onChange={(next) => {
            setKind(next);
            setWhat(null);
          }}
        />
        {kind === "permission" ? null : <UnitPicker label={t("access.unit")} value={unit} onChange={setUnit} />}
        {kind === "unit" ? null : (
          <Select
            aria-label={t(`access.kind.${kind}`)}
            className="whyform-what"
            placeholder={t(`access.kind.${kind}`)}
            showSearch={{ optionFilterProp: "label" }}
            popupMatchSelectWidth={false}
            value={what}
            options={about.map(({ name, title }) => ({ value: name, label: `${words(title)} (${name})` }))}
            onChange={(next: string) => setWhat(next)}
          />
        )}
        <label className="whyform-day">
          {t("access.day")}
          <input type="date" value={day ?? ""} onChange={({ target }) => setDay(target.value || null)} />
        </label>
        <Button type="primary" htmlType="submit" icon={<QuestionCircleOutlined aria-hidden />} disabled={!ready} loading={isFetching}>
          {t("access.ask")}
        </Button>
      </form>
      {error ? <ProblemNotice problem={error} retry={() => void refetch()} /> : data ? <ReasonsCard {...data} /> : isFetching ? <Loading lines={3} /> : <p className="soft">{t("access.whyLead")}</p>}
    </Panel>
  );
}

function question(login: string, kind: About, unit: string | null, what: string | null, day: string | null): Asked {
  return {
    login,
    ...(unit && kind !== "permission" ? { unit } : {}),
    ...(what && kind !== "unit" ? { [kind]: what } : {}),
    ...(day ? { day } : {}),
  };
}
