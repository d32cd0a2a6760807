import { Checkbox, Input, Modal } from "antd";
import { useId, useState } from "react";
import { useNavigate } from "react-router";
import { api, ask } from "../../../../api/client";
import { useWords } from "../../../../i18n/words";
import { ProblemNotice } from "../../../../parts/ProblemNotice";
import { useStale } from "../../changes";
import type { PlanValue } from "./plan";
import "./dialogs.css";

/** Begins a revision: a plan of its own from a day on, with the amounts of this one. */
export function ReviseDialog({ change, value, onClose }: { change: string; value: PlanValue; onClose: () => void }) {
  const { t } = useWords();
  const id = useId();
  const go = useNavigate();
  const stale = useStale();
  const [, base = value.name, number] = /^(.*?)(?:_r(\d+))?$/.exec(value.name) ?? [];
  const [name, setName] = useState(`${base}_r${Number(number ?? 1) + 1}`);
  const [from, setFrom] = useState("");
  const [reason, setReason] = useState("");
  const [restate, setRestate] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const begin = async () => {
    setBusy(true);
    try {
      await ask(api.POST("/api/v1/changes/{change}/plans/{plan}/revise", { params: { path: { change, plan: value.name } }, body: { name, from, reason: reason.trim(), restate } }));
      await stale();
      onClose();
      void go(`/builder/target_plan/${name}`);
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal open title={t("builder.target_plan.revise")} okText={t("builder.target_plan.reviseBegin")} cancelText={t("builder.target_plan.cancel")} okButtonProps={{ disabled: !from || !reason.trim() || !name, loading: busy }} onOk={() => void begin()} onCancel={onClose}>
      <p className="soft">{t("builder.target_plan.reviseLead")}</p>
      <div className="plandialog">
        <label htmlFor={`${id}-from`}>{t("builder.target_plan.from")}</label>
        <Input id={`${id}-from`} type="date" min={value.from} max={value.to} value={from} onChange={(event) => setFrom(event.target.value)} />
        <label htmlFor={`${id}-reason`}>{t("builder.target_plan.why.title")}</label>
        <Input.TextArea id={`${id}-reason`} maxLength={500} autoSize={{ minRows: 2 }} value={reason} onChange={(event) => setReason(event.target.value)} />
        <label htmlFor={`${id}-name`}>{t("builder.target_plan.newName")}</label>
        <Input id={`${id}-name`} value={name} maxLength={48} onChange={(event) => setName(event.target.value)} />
        <Checkbox className="plandialog-wide" checked={restate} onChange={(event) => setRestate(event.target.checked)}>
          {t("builder.target_plan.restate")}
        </Checkbox>
      </div>
      {problem ? <ProblemNotice problem={problem} /> : null}
    </Modal>
  );
}
