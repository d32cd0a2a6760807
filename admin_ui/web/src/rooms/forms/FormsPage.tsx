import { FormOutlined, SettingOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { Link } from "react-router";
import { useSession } from "../../api/session";
import { useWords } from "../../i18n/words";
import { Loading } from "../../parts/Loading";
import { Nothing } from "../../parts/Nothing";
import { PageProblem } from "../../parts/PageProblem";
import { ShareBar } from "./parts/ShareBar";
import { FormsFrame } from "./parts/FormsFrame";
import { StateSwitch } from "./parts/StateSwitch";
import { type FormBrief, useCompleteness, useForms, useSummary } from "./queries";
import "./FormsPage.css";

/** Every form, with how far today's duties are. */
export default function FormsPage() {
  const { t } = useWords();
  const { may } = useSession();
  const { data, error, refetch } = useForms();
  if (error) return <PageProblem problem={error} retry={() => void refetch()} />;
  const build = may("edit_definitions") ? (
    <Link to="/builder?kind=form">
      <Button icon={<FormOutlined aria-hidden />}>{t("forms.overview.build")}</Button>
    </Link>
  ) : null;
  return (
    <FormsFrame word="overview" side={build}>
      {may("review_submissions") ? <Waiting /> : null}
      {!data ? <Loading lines={6} /> : null}
      {data?.length === 0 ? <Nothing>{t(may("edit_definitions") ? "forms.overview.noneBuild" : "forms.overview.none")}</Nothing> : null}
      <ul className="formspage">
        {data?.map((form) => (
          <FormCard key={form.name} form={form} />
        ))}
      </ul>
    </FormsFrame>
  );
}

/** Whether somebody's look is waited for. */
function Waiting() {
  const { t } = useWords();
  const { data } = useSummary();
  const count = Object.values(data?.open ?? {}).reduce((sum, one) => sum + one, 0);
  if (!count) return null;
  return (
    <p className="formspage-waiting">
      <Link to="/forms/reviews">{t("forms.overview.reviews", { count })}</Link>
    </p>
  );
}

function FormCard({ form }: { form: FormBrief }) {
  const { t, words } = useWords();
  const { may } = useSession();
  const query = `?form=${encodeURIComponent(form.name)}`;
  return (
    <li className="formcard">
      <header>
        <h2>
          <Link to={`/forms/submissions${query}`}>{words(form.title) || form.name}</Link>
        </h2>
        <StateSwitch form={form} />
      </header>
      {form.description ? <p className="soft">{words(form.description)}</p> : null}
      {form.duties.length ? <Duties form={form} /> : <p className="soft">{t("forms.overview.noDuty", { count: form.today })}</p>}
      <footer>
        <Link to={`/forms/submissions${query}`}>{t("forms.overview.submissions", { count: form.submissions })}</Link>
        <Link to={`/forms/photos${query}`}>{t("forms.tabs.photos")}</Link>
        <Link to={`/forms/completeness${query}`}>{t("forms.tabs.completeness")}</Link>
        <Link to={`/forms/versions${query}`}>{t("forms.tabs.versions")}</Link>
        {may("edit_definitions") ? (
          <Link to={`/builder/form/${form.name}`} className="formcard-design">
            <SettingOutlined aria-hidden /> {t("forms.overview.design")}
          </Link>
        ) : null}
      </footer>
    </li>
  );
}

function Duties({ form }: { form: FormBrief }) {
  const { t, words } = useWords();
  const { data } = useCompleteness(form.name, undefined, undefined);
  if (!data) return <Loading lines={1} />;
  if (!data.duties.length) return <p className="soft">{t("forms.overview.notToday")}</p>;
  return (
    <ul className="formcard-duties">
      {data.duties.map((one) => (
        <li key={one.duty}>
          <span className="formcard-duty">
            <span>{words(one.title)}</span>
            <span className="soft small">{t("forms.overview.due", { due: form.duties.find(({ name }) => name === one.duty)?.due ?? "" })}</span>
          </span>
          <ShareBar tally={one} />
        </li>
      ))}
    </ul>
  );
}
