import { Select } from "antd";
import { Link } from "react-router";
import { useSession } from "../../api/session";
import { useManner } from "../../format/manner";
import { instant } from "../../format/time";
import { useWords } from "../../i18n/words";
import { DataTable } from "../../parts/DataTable";
import { Loading } from "../../parts/Loading";
import { Nothing } from "../../parts/Nothing";
import { Panel } from "../../parts/Panel";
import { ProblemNotice } from "../../parts/ProblemNotice";
import { FormsFrame } from "./parts/FormsFrame";
import { StateSwitch } from "./parts/StateSwitch";
import { type FormBrief, useForms, useVersions } from "./queries";
import { useFilter } from "./useFilter";

/** The versions of a form: phones may still have an older one, and send by it. */
export default function VersionsPage() {
  const { t, words } = useWords();
  const { filter, put } = useFilter();
  const forms = useForms();
  const form = forms.data?.find(({ name }) => name === filter.form) ?? forms.data?.[0];
  return (
    <FormsFrame word="versions" side={form ? <StateSwitch form={form} /> : null}>
      {forms.error ? <ProblemNotice problem={forms.error} retry={() => void forms.refetch()} /> : null}
      {forms.data?.length === 0 ? <Nothing>{t("forms.overview.none")}</Nothing> : null}
      {forms.data?.length ? (
        <div className="formsframe-filters">
          <label>
            <span className="soft small">{t("forms.filter.form")}</span>
            <Select aria-label={t("forms.filter.form")} popupMatchSelectWidth={false} value={form?.name ?? null} options={forms.data.map(({ name, title }) => ({ value: name, label: words(title) || name }))} onChange={(name: string) => put({ form: name })} />
          </label>
        </div>
      ) : null}
      {form ? <Versions key={form.name} form={form} /> : forms.isPending ? <Loading lines={4} /> : null}
    </FormsFrame>
  );
}

function Versions({ form }: { form: FormBrief }) {
  const { t, words, lang } = useWords();
  const { zone } = useManner();
  const { may } = useSession();
  const { data, error, refetch } = useVersions(form.name);
  if (error) return <ProblemNotice problem={error} retry={() => void refetch()} />;
  if (!data) return <Loading lines={4} />;
  return (
    <Panel title={t("forms.versions.of", { form: words(form.title) || form.name })} side={may("edit_definitions") ? <Link to={`/builder/form/${form.name}?tab=history`}>{t("forms.versions.compare")}</Link> : null}>
      <p className="soft">{t("forms.versions.lead")}</p>
      <DataTable
        stacks
        label={t("forms.tabs.versions")}
        rows={data}
        keyOf={({ version }) => version}
        columns={[
          { title: t("forms.versions.number"), cell: (one) => (
              <>
                {t("forms.versions.numbered", { number: one.number })} {one.serving ? <span className="badge badge-pass">{t("forms.versions.serving")}</span> : null}
              </>
            ) },
          { title: t("forms.versions.at"), cell: (one) => instant(one.created_at, zone, lang) },
          { title: t("forms.versions.author"), cell: (one) => one.author ?? "\u2014" },
          { title: t("forms.versions.note"), cell: (one) => one.reason ?? "\u2014" },
          { title: t("forms.versions.fields"), number: true, cell: (one) => one.fields },
          { title: t("forms.versions.submissions"), number: true, cell: (one) => one.submissions },
          { title: t("forms.versions.last"), cell: (one) => instant(one.last_received_at, zone, lang) },
        ]}
      />
    </Panel>
  );
}
