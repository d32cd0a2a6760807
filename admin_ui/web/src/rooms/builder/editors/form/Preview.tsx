import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { lazy, Suspense, useState } from "react";
import { call } from "../../../../api/call";
import { useHome } from "../../../../api/queries";
import type { Issue } from "../../../../api/types";
import { useWords } from "../../../../i18n/words";
import { IssueList } from "../../../../parts/IssueList";
import { Loading } from "../../../../parts/Loading";
import { Nothing } from "../../../../parts/Nothing";
import { ProblemNotice } from "../../../../parts/ProblemNotice";
import { UnitPicker } from "../../../../parts/UnitPicker";
import type { Form } from "../../../../phone/data/shapes";
import type { Definition } from "../../editor";
import { isObject } from "../../logic/path";
import { useSettled } from "../../parts/useTrial";

const PhoneForm = lazy(() => import("./PhoneForm"));

interface Tried {
  form: Form | null;
  issues: Issue[];
}

/** The draft as it will stand on a phone, 360 px wide: filled in and worked out as there, and nothing of it is kept. */
export function Preview({ change, value }: { change: string; value: Definition }) {
  const { t, words, lang } = useWords();
  const home = useHome().data;
  const settled = useSettled(value, 600);
  const [values, setValues] = useState<Record<string, unknown>>({});
  const [unit, setUnit] = useState<string | null>(null);
  const [day, setDay] = useState("");
  const [strict, setStrict] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: ["changes", change, "try", "form", value.name, settled],
    queryFn: () => call<Tried>("POST", `/changes/${encodeURIComponent(change)}/forms/${encodeURIComponent(value.name)}/try`, undefined, { value: settled }),
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 30_000,
  });
  // While it is broken the last sound one stays, with what is wrong above it.
  const [sound, setSound] = useState<Form | null>(null);
  if (data?.form && data.form !== sound) setSound(data.form);
  const form = data?.form ?? sound;
  const title = isObject(value.title) ? words(value.title as { zh: string; en: string }) : value.name;
  return (
    <section className="formpreview" aria-label={t("builder.form.phone")}>
      <div className="formphone">
        <header>{title}</header>
        <div className="formphone-page" tabIndex={0} role="group" aria-label={title}>
          {error ? <ProblemNotice problem={error} retry={() => void refetch()} /> : null}
          {data && !data.form ? <p className="formphone-broken">{t("builder.form.preview.broken")}</p> : null}
          {data && !data.form && !sound ? <IssueList issues={data.issues} /> : null}
          {!data && !error ? <Loading lines={5} /> : null}
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
