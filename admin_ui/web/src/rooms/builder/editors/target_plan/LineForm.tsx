import { useQuery } from "@tanstack/react-query";
import { Input, Segmented, Select } from "antd";
import { useId } from "react";
import { api, ask, type Shape } from "../../../../api/client";
import { useWords } from "../../../../i18n/words";
import { type Choice, clashOf, type LineWish, mainOf, targetOf, type Way } from "./begin";
import "./dialogs.css";

export type Choices = Shape<"Choices">;

/** The indicators of the change set, how each is handed down, and which other plan has it already. */
export const useChoices = (change: string, plan: string) => useQuery({ queryKey: ["changes", change, "plan-choices", plan], queryFn: () => ask(api.GET("/api/v1/changes/{change}/plans/{plan}/choices", { params: { path: { change, plan } } })), refetchOnMount: "always" });

interface Form {
  choices: Choices;
  /** The days of the plan: an indicator that another plan has then is not for choice. */
  from: string;
  to: string;
  tiers: readonly string[];
  taken: readonly string[];
  wish: LineWish;
  onChange: (wish: LineWish) => void;
}

/** Which indicator gets targets, how they are handed down, and how much; what is typed is exact. */
export function LineForm({ choices, from, to, tiers, taken, wish, onChange }: Form) {
  const { t, words } = useWords();
  const id = useId();
  const say = (name: string, holes?: Record<string, string>) => t(`builder.target_plan.begin.${name}`, holes);
  const open = choices.indicators.filter((one) => !taken.includes(one.indicator));
  const chosen = open.find((one) => one.indicator === wish.indicator);
  const reason = (one: Choice): string | null => {
    const other = clashOf(one, from, to);
    return other ? say("has", { plan: words(other.title) }) : one.spread ? null : say("neither");
  };
  const options = open.map((one) => ({ value: one.indicator, label: words(one.title), why: reason(one), disabled: reason(one) !== null })).sort((a, b) => Number(a.disabled) - Number(b.disabled));
  const clash = chosen ? reason(chosen) : null;
  return (
    <div className="plandialog">
      <label htmlFor={`${id}-indicator`}>{say("indicator")}</label>
      <div>
        <Select
          id={`${id}-indicator`}
          aria-label={say("indicator")}
          className="plandialog-full"
          showSearch={{ optionFilterProp: "label" }}
          status={clash ? "error" : ""}
          value={wish.indicator || null}
          placeholder={say("choose")}
          onChange={(indicator: string) => onChange({ ...wish, indicator })}
          options={options}
          optionRender={({ data }) => (
            <span className="plandialog-option">
              {data.label}
              {data.why ? <small>{data.why}</small> : null}
            </span>
          )}
        />
        {clash ? <p className="plandialog-bad small">{clash}</p> : options.some((one) => !one.disabled) ? null : <p className="soft small">{say("none")}</p>}
      </div>
      {chosen?.spread ? (
        <>
          <span id={`${id}-way`}>{say("way")}</span>
          <div>
            <Segmented<Way> aria-labelledby={`${id}-way`} value={chosen.spread} options={(["amount", "rate"] as const).map((way) => ({ value: way, label: say(way), disabled: way !== chosen.spread }))} />
            <p className="soft small">{say(`why.${chosen.spread}`)}</p>
          </div>
          {chosen.spread === "amount" ? (
            <>
              <span id={`${id}-units`}>{say("units")}</span>
              <div>
                <Select aria-labelledby={`${id}-units`} className="plandialog-full" value={wish.weights} onChange={(weights: string) => onChange({ ...wish, weights })} options={[{ value: "", label: say("alike") }, ...choices.weights.map((file) => ({ value: file, label: say("weights", { file }) }))]} />
                <p className="soft small">{say("later")}</p>
              </div>
              <span id={`${id}-months`}>{say("months")}</span>
              <Segmented<LineWish["months"]> aria-labelledby={`${id}-months`} value={wish.months} onChange={(months) => onChange({ ...wish, months })} options={(["equal", "days"] as const).map((months) => ({ value: months, label: say(months) }))} />
            </>
          ) : null}
          <TierFields choice={chosen} tiers={tiers} values={wish.values} onChange={(values) => onChange({ ...wish, values })} />
        </>
      ) : null}
    </div>
  );
}

/** A field for each tier, the one that must be given first. */
export function TierFields({ choice, tiers, values, onChange }: { choice: Choice; tiers: readonly string[]; values: LineWish["values"]; onChange: (values: LineWish["values"]) => void }) {
  const { t, named, words } = useWords();
  const id = useId();
  const rate = choice.spread === "rate";
  const main = mainOf(tiers);
  const unit = rate && choice.display === "percent" ? "%" : words(choice.unit_of_measure ?? null) || undefined;
  return [...tiers]
    .sort((a, b) => Number(b === main) - Number(a === main))
    .map((tier) => {
      const text = values[tier] ?? "";
      const bad = text.trim() !== "" && targetOf(text, choice) === null;
      return (
        <div key={tier} className="plandialog-row">
          <label htmlFor={`${id}-${tier}`}>{named("tier", tier)}</label>
          <div>
            <Input id={`${id}-${tier}`} value={text} status={bad ? "error" : ""} aria-invalid={bad || undefined} aria-describedby={bad ? `${id}-${tier}-bad` : undefined} required={tier === main} inputMode="decimal" autoComplete="off" suffix={unit} placeholder={t(`builder.target_plan.begin.${tier !== main ? "optional" : rate ? "exampleRate" : "example"}`)} onChange={({ target }) => onChange({ ...values, [tier]: target.value })} />
            {bad ? (
              <p id={`${id}-${tier}-bad`} className="plandialog-bad small">
                {t(rate ? "builder.target_plan.begin.badRate" : "builder.target_plan.begin.badAmount", { digits: choice.digits })}
              </p>
            ) : null}
          </div>
        </div>
      );
    });
}
