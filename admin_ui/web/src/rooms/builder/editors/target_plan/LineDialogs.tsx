import { Modal } from "antd";
import { useState } from "react";
import { useWords } from "../../../../i18n/words";
import { Loading } from "../../../../parts/Loading";
import { ProblemNotice } from "../../../../parts/ProblemNotice";
import { clashOf, lineOf, NOTHING, retargeted, targetsOf, textsOf, tierNames, whole, withNewLine } from "./begin";
import { LineForm, TierFields, useChoices } from "./LineForm";
import type { Line, PlanValue } from "./plan";

interface Ground {
  change: string;
  value: PlanValue;
  onClose: () => void;
}

/** One indicator more in a plan. */
export function AddLine({ change, value, onChange, onClose }: Ground & { onChange: (value: PlanValue, indicator: string) => void }) {
  const { t } = useWords();
  const { data, error, refetch } = useChoices(change, value.name);
  const [wish, setWish] = useState(NOTHING);
  const tiers = tierNames(value);
  const choice = data?.indicators.find((one) => one.indicator === wish.indicator);
  const line = choice && !clashOf(choice, value.from, value.to) ? lineOf(wish, choice, tiers) : null;
  const add = () => {
    if (!line) return;
    onChange(withNewLine(value, line), line.indicator);
    onClose();
  };
  return (
    <Modal open title={t("builder.target_plan.begin.add")} okText={t("builder.target_plan.begin.addGo")} okButtonProps={{ disabled: !line }} cancelText={t("builder.cancel")} onOk={add} onCancel={onClose}>
      {data ? <LineForm choices={data} from={value.from} to={value.to} tiers={tiers} taken={value.lines.filter(whole).map((one) => one.indicator)} wish={wish} onChange={setWish} /> : error ? <ProblemNotice problem={error} retry={() => void refetch()} /> : <Loading lines={3} />}
    </Modal>
  );
}

/** The targets of a line in every tier; an empty field takes the tier away. */
export function TiersDialog({ change, value, line, title, onChange, onClose }: Ground & { line: Line; title: string; onChange: (value: PlanValue) => void }) {
  const { t } = useWords();
  const { data, error, refetch } = useChoices(change, value.name);
  const [typed, setTyped] = useState<Record<string, string> | null>(null);
  const found = data?.indicators.find((one) => one.indicator === line.indicator);
  const choice = found && { ...found, spread: line.spread };
  const tiers = tierNames(value);
  const values = typed ?? textsOf(value, line, choice?.display === "percent");
  const targets = choice ? targetsOf(values, choice, tiers) : null;
  const take = () => {
    if (!targets) return;
    onChange(withNewLine(value, retargeted(line, targets)));
    onClose();
  };
  return (
    <Modal open title={t("builder.target_plan.begin.tiersOf", { line: title })} okText={t("builder.target_plan.begin.tiersTake")} okButtonProps={{ disabled: !targets }} cancelText={t("builder.cancel")} onOk={take} onCancel={onClose}>
      <p className="soft">{t("builder.target_plan.begin.tiersLead")}</p>
      {choice ? (
        <div className="plandialog">
          <TierFields choice={choice} tiers={tiers} values={values} onChange={setTyped} />
        </div>
      ) : error ? (
        <ProblemNotice problem={error} retry={() => void refetch()} />
      ) : (
        <Loading lines={3} />
      )}
    </Modal>
  );
}
