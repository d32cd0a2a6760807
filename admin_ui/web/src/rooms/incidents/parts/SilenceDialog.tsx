import { Button, Input, Modal, Select } from "antd";
import { useState } from "react";
import { call } from "../../../api/call";
import { useHome } from "../../../api/queries";
import { useManner } from "../../../format/manner";
import { useWords } from "../../../i18n/words";
import { ProblemNotice } from "../../../parts/ProblemNotice";
import { UnitPicker } from "../../../parts/UnitPicker";
import { useChange, useStandings } from "../queries";
import "./SilenceDialog.css";
import { instantOf, localOf, tonight } from "./moments";

const MOST = 500;
const PRESETS = [
  { name: "tonight", until: (now: number, zone: string) => tonight(now, zone) },
  { name: "three", until: (now: number, zone: string) => localOf(now + 3 * 86_400_000, zone) },
  { name: "seven", until: (now: number, zone: string) => localOf(now + 7 * 86_400_000, zone) },
] as const;

/** Silences a unit and all below it, for a stated reason; times are those of the organisation. */
export function SilenceDialog({ onClose }: { onClose: () => void }) {
  const { t, words } = useWords();
  const { zone } = useManner();
  const rules = useStandings();
  const lights = useHome().data?.lights ?? [];
  const [unit, setUnit] = useState<string | null>(null);
  const [about, setAbout] = useState<string | null>(null);
  const [reason, setReason] = useState("");
  const [from, setFrom] = useState("");
  const [to, setTo] = useState(() => tonight(Date.now(), zone));
  const make = useChange(() => {
    const [kind, name] = about?.split(":") ?? [];
    return call("POST", "/silences", undefined, {
      unit,
      ...(kind === "rule" || kind === "indicator" ? { [kind]: name } : {}),
      reason: reason.trim(),
      ...(from ? { from: instantOf(from, zone) } : {}),
      to: instantOf(to, zone),
    });
  });
  const ready = unit !== null && reason.trim() !== "" && to !== "";
  return (
    <Modal
      open
      centered
      title={t("incidents.silence.new")}
      okText={t("incidents.silence.make")}
      cancelText={t("incidents.form.cancel")}
      okButtonProps={{ disabled: !ready, loading: make.isPending }}
      onOk={() => make.mutate(undefined, { onSuccess: onClose })}
      onCancel={onClose}
    >
      <div className="silencedialog">
        <p className="soft">{t("incidents.silence.lead")}</p>
        <div className="silencedialog-asked">
          <span>{t("incidents.silence.unit")}</span>
          <UnitPicker label={t("incidents.silence.unit")} value={unit} onChange={setUnit} />
        </div>
        <div className="silencedialog-asked">
          <span>{t("incidents.silence.about")}</span>
          <Select
            aria-label={t("incidents.silence.about")}
            allowClear
            placeholder={t("incidents.silence.everything")}
            value={about}
            options={[
              { label: t("incidents.silence.rules"), options: (rules.data ?? []).map((one) => ({ value: `rule:${one.rule}`, label: words(one.title) || one.rule })) },
              { label: t("incidents.silence.indicators"), options: lights.map((one) => ({ value: `indicator:${one.indicator}`, label: words(one.title) })) },
            ]}
            onChange={(next: string | undefined) => setAbout(next ?? null)}
          />
        </div>
        <label className="silencedialog-asked">
          <span>
            {t("incidents.silence.from")} <small className="soft">{t("incidents.silence.fromHint")}</small>
          </span>
          <input className="field" type="datetime-local" value={from} onChange={({ target }) => setFrom(target.value)} />
        </label>
        <div className="silencedialog-asked">
          <label className="silencedialog-asked">
            <span>{t("incidents.silence.to")}</span>
            <input className="field" type="datetime-local" value={to} onChange={({ target }) => setTo(target.value)} />
          </label>
          <div className="incidentsframe-side">
            {PRESETS.map(({ name, until }) => (
              <Button key={name} size="small" onClick={() => setTo(until(from ? Date.parse(instantOf(from, zone)) : Date.now(), zone))}>
                {t(`incidents.silence.preset.${name}`)}
              </Button>
            ))}
          </div>
        </div>
        <label className="silencedialog-asked">
          <span>{t("incidents.silence.reason")}</span>
          <Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} maxLength={MOST} value={reason} onChange={({ target }) => setReason(target.value)} />
        </label>
        {make.error ? <ProblemNotice problem={make.error} /> : null}
      </div>
    </Modal>
  );
}
