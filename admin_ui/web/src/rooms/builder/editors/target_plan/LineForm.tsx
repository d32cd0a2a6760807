import { Input, Segmented, Select } from "antd";
import { useQuery } from "@tanstack/react-query";
import { api, ask } from "../../../../api/client";
import { useWords } from "../../../../i18n/words";
import { useDefinitions } from "../../changes";
import { type LineWish, type Way, wayOf } from "./begin";
import { TIERS } from "./plan";
import "./dialogs.css";

/** What an indicator of the change set is like: its way and whether it is shown in per cent. */
export function useIndicator(change: string, name: string) {
  return useQuery({
    queryKey: ["changes", change, "draft", "indicator", name, "for a line"],
    queryFn: () => ask(api.GET("/api/v1/changes/{change}/definitions/{kind}/{name}", { params: { path: { change, kind: "indicator", name } } })),
    enabled: name !== "",
  }).data?.value as ({ kind: string; name: string } & Record<string, unknown>) | null | undefined;
}

/** Which indicator gets targets, how they are handed down, and how much; what is typed is exact. */
export function LineForm({ change, taken, wish, onChange }: { change: string; taken: readonly string[]; wish: LineWish; onChange: (wish: LineWish) => void }) {
  const { t, words, named } = useWords();
  const indicators = (useDefinitions(change).data ?? []).filter((one) => one.kind === "indicator" && one.action !== "removed" && !taken.includes(one.name));
  const chosen = useIndicator(change, wish.indicator);
  const natural = wayOf(chosen);
  const percent = chosen?.display === "percent";
  return (
    <div className="plandialog">
      <label htmlFor="line-indicator">{t("builder.target_plan.begin.indicator")}</label>
      <Select id="line-indicator" aria-label={t("builder.target_plan.begin.indicator")} showSearch optionFilterProp="label" value={wish.indicator || null} placeholder={t("builder.target_plan.begin.choose")} onChange={(indicator: string) => onChange({ ...wish, indicator })} options={indicators.map((one) => ({ value: one.name, label: words(one.title) }))} />
      {chosen ? (
        <>
          <span id="line-way">{t("builder.target_plan.begin.way")}</span>
          <div>
            <Segmented<Way> aria-labelledby="line-way" value={wish.way} onChange={(way) => onChange({ ...wish, way })} options={[{ value: "amount", label: t("builder.target_plan.begin.amount") }, { value: "rate", label: t("builder.target_plan.begin.rate") }]} />
            <p className="soft small">{t(`builder.target_plan.begin.why.${natural}`)}</p>
          </div>
          {wish.way === "amount" ? (
            <>
              <span id="line-months">{t("builder.target_plan.begin.months")}</span>
              <Segmented<LineWish["months"]> aria-labelledby="line-months" value={wish.months} onChange={(months) => onChange({ ...wish, months })} options={[{ value: "equal", label: t("builder.target_plan.begin.equal") }, { value: "days", label: t("builder.target_plan.begin.days") }]} />
            </>
          ) : null}
          {[...TIERS].sort((a, b) => Number(b === "target") - Number(a === "target")).map((tier) => (
            <div key={tier} className="plandialog-row">
              <label htmlFor={`line-${tier}`}>{named("tier", tier)}</label>
              <Input id={`line-${tier}`} value={wish.values[tier] ?? ""} inputMode="decimal" suffix={wish.way === "rate" && percent ? "%" : undefined} placeholder={t(tier === "target" ? (wish.way === "amount" ? "builder.target_plan.begin.example" : "builder.target_plan.begin.exampleRate") : "builder.target_plan.begin.optional")} onChange={({ target }) => onChange({ ...wish, values: { ...wish.values, [tier]: target.value } })} />
            </div>
          ))}
        </>
      ) : null}
    </div>
  );
}
