import { Input, Select } from "antd";
import { useState } from "react";
import { useWords } from "../../../i18n/words";
import { UnitPicker } from "../../../parts/UnitPicker";
import { FLAGS } from "../logic/flags";
import { useForms } from "../queries";
import { useFilter } from "../useFilter";

type Name = "form" | "unit" | "days" | "state" | "outcome" | "flag" | "q";

const STATES = ["complete", "waiting_for_photos", "withdrawn"];
const OUTCOMES = ["pass", "fail", "uncertain"];

/** Which submissions or photos are looked at; everything stands in the address. `form`: the one that is shown where none is chosen. */
export function Filters({ of, form: looked, children }: { of: readonly Name[]; form?: string | undefined; children?: React.ReactNode }) {
  const { t, words } = useWords();
  const { filter, put } = useFilter();
  const forms = useForms();
  const [text, setText] = useState(filter.q ?? "");
  const choice = (name: "state" | "outcome" | "flag", values: readonly string[], word: string) => (
    <label key={name}>
      <span className="soft small">{t(`forms.filter.${name}`)}</span>
      <Select aria-label={t(`forms.filter.${name}`)} allowClear popupMatchSelectWidth={false} placeholder={t("forms.filter.any")} value={filter[name] ?? null} options={values.map((value) => ({ value, label: t(`forms.${word}.${value}`) }))} onChange={(next: string | undefined) => put({ [name]: next })} />
    </label>
  );
  return (
    <div className="formsframe-filters" role="search">
      {of.includes("form") ? (
        <label>
          <span className="soft small">{t("forms.filter.form")}</span>
          <Select aria-label={t("forms.filter.form")} allowClear={Boolean(filter.form)} popupMatchSelectWidth={false} loading={forms.isPending} placeholder={t("forms.filter.anyForm")} value={filter.form ?? looked ?? null} options={(forms.data ?? []).map(({ name, title }) => ({ value: name, label: words(title) || name }))} onChange={(form: string | undefined) => put({ form })} />
        </label>
      ) : null}
      {of.includes("unit") ? (
        <div className="formsframe-one">
          <span className="soft small">{t("forms.filter.unit")}</span>
          <UnitPicker label={t("forms.filter.unit")} placeholder={t("forms.filter.anyUnit")} value={filter.unit ?? null} onChange={(unit) => put({ unit })} />
        </div>
      ) : null}
      {of.includes("days")
        ? (["from", "to"] as const).map((name) => (
            <label key={name}>
              <span className="soft small">{t(`forms.filter.${name}`)}</span>
              <Input type="date" value={filter[name] ?? ""} onChange={({ target }) => put({ [name]: target.value })} />
            </label>
          ))
        : null}
      {of.includes("state") ? choice("state", STATES, "state") : null}
      {of.includes("outcome") ? choice("outcome", OUTCOMES, "outcome") : null}
      {of.includes("flag") ? choice("flag", FLAGS, "flag") : null}
      {of.includes("q") ? (
        <label>
          <span className="soft small">{t("forms.filter.q")}</span>
          <Input className="formsframe-text" allowClear placeholder={t("forms.filter.text")} value={text} onChange={({ target }) => {
            setText(target.value);
            if (!target.value) put({ q: null });
          }} onPressEnter={() => put({ q: text })} onBlur={() => text !== (filter.q ?? "") && put({ q: text })} />
        </label>
      ) : null}
      {children}
    </div>
  );
}
