import { Button, Input, Modal } from "antd";
import { useEffect, useState } from "react";
import { useWords } from "../../../../i18n/words";
import { lineOf, type LineWish, wayOf, whole, withNewLine } from "./begin";
import { LineForm, useIndicator } from "./LineForm";
import type { PlanValue } from "./plan";

const NOTHING: LineWish = { indicator: "", way: "amount", values: {}, months: "days" };

function useWish(change: string) {
  const [wish, setWish] = useState(NOTHING);
  const indicator = useIndicator(change, wish.indicator);
  const natural = wayOf(indicator);
  useEffect(() => {
    if (indicator) setWish((old) => ({ ...old, way: natural }));
  }, [indicator?.name, natural]); // eslint-disable-line react-hooks/exhaustive-deps
  return { wish, setWish, line: lineOf(wish, indicator?.display === "percent") };
}

/** A plan that has nothing yet: which year, which indicator, how much. Then the grid opens. */
export function BeginPlan({ change, value, onChange }: { change: string; value: PlanValue; onChange: (value: PlanValue) => void }) {
  const { t } = useWords();
  const { wish, setWish, line } = useWish(change);
  const year = new Date().getFullYear(); // a proposal; the operator sees and changes it
  const [from, setFrom] = useState(value.from || `${year}-01-01`);
  const [to, setTo] = useState(value.to || `${year}-12-31`);
  return (
    <section className="planbegin" aria-labelledby="plan-begin">
      <h3 id="plan-begin">{t("builder.target_plan.begin.title")}</h3>
      <p className="soft">{t("builder.target_plan.begin.lead")}</p>
      <div className="plandialog">
        <label htmlFor="plan-from">{t("builder.target_plan.begin.from")}</label>
        <Input id="plan-from" type="date" value={from} onChange={({ target }) => setFrom(target.value)} />
        <label htmlFor="plan-to">{t("builder.target_plan.begin.to")}</label>
        <Input id="plan-to" type="date" value={to} min={from} onChange={({ target }) => setTo(target.value)} />
      </div>
      <LineForm change={change} taken={[]} wish={wish} onChange={setWish} />
      <Button type="primary" disabled={!line || !from || !to || from > to} onClick={() => line && onChange(withNewLine({ ...value, from, to }, line))}>
        {t("builder.target_plan.begin.go")}
      </Button>
    </section>
  );
}

/** One indicator more in a plan. */
export function AddLine({ change, value, onChange, onClose }: { change: string; value: PlanValue; onChange: (value: PlanValue, indicator: string) => void; onClose: () => void }) {
  const { t } = useWords();
  const { wish, setWish, line } = useWish(change);
  const taken = value.lines.filter(whole).map((one) => one.indicator);
  const add = () => {
    if (!line) return;
    onChange(withNewLine(value, line), line.indicator);
    onClose();
  };
  return (
    <Modal open title={t("builder.target_plan.begin.add")} okText={t("builder.target_plan.begin.addGo")} okButtonProps={{ disabled: !line }} cancelText={t("builder.cancel")} onOk={add} onCancel={onClose}>
      <LineForm change={change} taken={taken} wish={wish} onChange={setWish} />
    </Modal>
  );
}
