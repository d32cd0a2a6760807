import { Button, Input, Select } from "antd";
import { type FormEvent, useId, useState } from "react";
import { useWords } from "../../../../i18n/words";
import { Loading } from "../../../../parts/Loading";
import { PageProblem } from "../../../../parts/PageProblem";
import { clashOf, lineOf, NOTHING, tierNames, withNewLine } from "./begin";
import { type Choices, LineForm, useChoices } from "./LineForm";
import type { PlanValue } from "./plan";

interface Begin {
  change: string;
  value: PlanValue;
  onChange: (value: PlanValue) => void;
}

/** A plan that has nothing yet: which days, which indicator, how much. Then the grid opens. */
export function BeginPlan(props: Begin) {
  const choices = useChoices(props.change, props.value.name);
  if (choices.data) return <BeginForm {...props} choices={choices.data} />;
  return choices.error ? <PageProblem problem={choices.error} retry={() => void choices.refetch()} /> : <Loading lines={6} />;
}

const YEARS = [-1, 0, 1, 2, 3];
const OWN = "own";

function BeginForm({ value, choices, onChange }: Begin & { choices: Choices }) {
  const { t } = useWords();
  const id = useId();
  const now = Number(choices.today.slice(0, 4));
  const [from, setFrom] = useState(value.from || `${now}-01-01`);
  const [to, setTo] = useState(value.to || `${now}-12-31`);
  const [wish, setWish] = useState(NOTHING);
  const years = YEARS.map((more) => String(now + more));
  const year = years.find((one) => from === `${one}-01-01` && to === `${one}-12-31`) ?? OWN;
  const tiers = tierNames(value);
  const choice = choices.indicators.find((one) => one.indicator === wish.indicator);
  const backwards = from !== "" && to !== "" && from > to;
  const line = from && to && !backwards && !(choice && clashOf(choice, from, to)) ? lineOf(wish, choice, tiers) : null;
  const begin = (event: FormEvent) => {
    event.preventDefault();
    if (line) onChange(withNewLine({ ...value, from, to }, line));
  };
  const take = (one: string) => {
    if (one === OWN) return;
    setFrom(`${one}-01-01`);
    setTo(`${one}-12-31`);
  };
  return (
    <form className="planbegin" aria-labelledby={`${id}-title`} onSubmit={begin}>
      <h3 id={`${id}-title`}>{t("builder.target_plan.begin.title")}</h3>
      <p className="soft">{t("builder.target_plan.begin.lead")}</p>
      <div className="plandialog">
        <label htmlFor={`${id}-year`}>{t("builder.target_plan.begin.year")}</label>
        <Select id={`${id}-year`} aria-label={t("builder.target_plan.begin.year")} value={year} onChange={take} options={[...years.map((one) => ({ value: one, label: one })), { value: OWN, label: t("builder.target_plan.begin.own"), disabled: year !== OWN }]} />
        <label htmlFor={`${id}-from`}>{t("builder.target_plan.begin.from")}</label>
        <Input id={`${id}-from`} type="date" value={from} onChange={({ target }) => setFrom(target.value)} />
        <label htmlFor={`${id}-to`}>{t("builder.target_plan.begin.to")}</label>
        <div>
          <Input id={`${id}-to`} type="date" value={to} min={from} status={backwards ? "error" : ""} aria-invalid={backwards || undefined} aria-describedby={backwards ? `${id}-bad` : undefined} onChange={({ target }) => setTo(target.value)} />
          {backwards ? (
            <p id={`${id}-bad`} className="plandialog-bad small">
              {t("builder.target_plan.begin.backwards")}
            </p>
          ) : null}
        </div>
      </div>
      <LineForm choices={choices} from={from} to={to} tiers={tiers} taken={[]} wish={wish} onChange={setWish} />
      <Button type="primary" htmlType="submit" disabled={!line}>
        {t("builder.target_plan.begin.go")}
      </Button>
    </form>
  );
}
