import { Button, Input } from "antd";
import { lazy, Suspense, useState } from "react";
import { useHome } from "../../../../api/queries";
import { useWords } from "../../../../i18n/words";
import { IssueList } from "../../../../parts/IssueList";
import { Loading } from "../../../../parts/Loading";
import { Nothing } from "../../../../parts/Nothing";
import { ProblemNotice } from "../../../../parts/ProblemNotice";
import { UnitPicker } from "../../../../parts/UnitPicker";
import type { Definition } from "../../editor";
import { isObject } from "../../logic/path";
import type { Drafted } from "./useDrafted";

const PhoneForm = lazy(() => import("./PhoneForm"));

/** The draft as it will stand on a phone, 360 px wide: filled in and worked out as there, and nothing of it is kept. */
export function Preview({ value, drafted: { form, issues, broken, error, again } }: { value: Definition; drafted: Drafted }) {
  const { t, words, lang } = useWords();
  const home = useHome().data;
  const [values, setValues] = useState<Record<string, unknown>>({});
  const [unit, setUnit] = useState<string | null>(null);
  const [day, setDay] = useState("");
  const [strict, setStrict] = useState(false);
  const title = isObject(value.title) ? words(value.title as { zh: string; en: string }) : value.name;
  return (
    <section className="formpreview" aria-label={t("builder.form.phone")}>
      <div className="formphone">
        <header>{title}</header>
        <div className="formphone-page" tabIndex={0} role="group" aria-label={title}>
          {error ? <ProblemNotice problem={error} retry={again} /> : null}
          {broken && form ? <p className="formphone-broken">{t("builder.form.preview.broken")}</p> : null}
          {broken && !form ? <IssueList issues={issues} /> : null}
          {!form && !broken && !error ? <Loading lines={5} /> : null}
          {form && form.fields.length === 0 ? <Nothing>{t("builder.form.empty")}</Nothing> : null}
          {form ? (
            <Suspense fallback={<Loading lines={5} />}>
              <PhoneForm form={form} unit={{ code: unit ?? home?.unit.code ?? "", title: home?.unit.title ?? { zh: "", en: "" } }} day={day || home?.day || ""} lang={lang} values={values} onChange={setValues} strict={strict} />
            </Suspense>
          ) : null}
        </div>
        <footer>
          <Button type="primary" block size="large" onClick={() => setStrict(true)}>
            {t("builder.form.preview.check")}
          </Button>
        </footer>
      </div>
      <div className="formpreview-ground">
        <UnitPicker label={t("builder.form.preview.unit")} placeholder={t("builder.form.preview.unit")} value={unit} onChange={setUnit} level={typeof value.level === "string" ? value.level : undefined} />
        <Input type="date" aria-label={t("builder.form.preview.day")} value={day || home?.day || ""} onChange={({ target }) => setDay(target.value)} />
        <Button
          onClick={() => {
            setValues({});
            setStrict(false);
          }}
        >
          {t("builder.form.preview.clear")}
        </Button>
      </div>
      <p className="soft small">{t("builder.form.preview.lead")}</p>
    </section>
  );
}
