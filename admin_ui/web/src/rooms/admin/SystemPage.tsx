import { CheckCircleOutlined, CloseCircleOutlined, ExclamationCircleOutlined } from "@ant-design/icons";
import { Link } from "react-router";
import { useSession } from "../../api/session";
import { useApp } from "../../format/manner";
import { useWords } from "../../i18n/words";
import { Loading } from "../../parts/Loading";
import { Panel } from "../../parts/Panel";
import { ProblemNotice } from "../../parts/ProblemNotice";
import { useBranding } from "../../theme/branding";
import { AdminFrame } from "./parts/AdminFrame";
import { useHealth } from "./queries";
import "./SystemPage.css";

const ICON = { ok: CheckCircleOutlined, warn: ExclamationCircleOutlined, bad: CloseCircleOutlined };

/** Is the installation well; and how the app is set up: language, time zone, looks. */
export default function SystemPage() {
  const { t, words, named } = useWords();
  const { may } = useSession();
  const { data, error, refetch } = useHealth();
  const app = useApp();
  const brand = useBranding();
  return (
    <AdminFrame title={t("admin.places.system")}>
      <Panel title={t("admin.system.health")} side={data ? <Mark state={data.state} /> : null}>
        {error ? <ProblemNotice problem={error} retry={() => void refetch()} /> : null}
        {!data && !error ? <Loading /> : null}
        <ul className="systemchecks">
          {data?.checks.map((check) => (
            <li key={check.name} className={`systemcheck systemcheck-${check.state}`}>
              <header>
                <b>{words(check.title)}</b>
                <Mark state={check.state} />
              </header>
              <p>{words(check.words)}</p>
              <dl className="small soft">
                {Object.entries((check.figures ?? {}) as Record<string, unknown>).map(([name, value]) => (
                  <div key={name}>
                    <dt>{named("admin.figures", name)}</dt>
                    <dd>{value === null ? "—" : String(value)}</dd>
                  </div>
                ))}
              </dl>
            </li>
          ))}
        </ul>
      </Panel>
      <Panel title={t("admin.system.app")} side={may("edit_definitions") && app ? <Link to={`/builder/app/${encodeURIComponent(app.name)}`}>{t("admin.system.edit")}</Link> : null}>
        <dl className="systemapp">
          <div>
            <dt className="soft small">{t("admin.system.name")}</dt>
            <dd>{words(brand?.title) || words(app?.title)}</dd>
          </div>
          <div>
            <dt className="soft small">{t("admin.system.languages")}</dt>
            <dd>{brand?.languages.map((one) => t(`admin.system.language.${one === "en" ? "en" : "zh"}`)).join(" · ")}</dd>
          </div>
          <div>
            <dt className="soft small">{t("admin.system.zone")}</dt>
            <dd>{app?.time_zone}</dd>
          </div>
          <div>
            <dt className="soft small">{t("admin.system.color")}</dt>
            <dd>
              <span className="systemapp-color" aria-hidden /> {brand?.color ?? t("admin.system.standard")}
            </dd>
          </div>
          <div>
            <dt className="soft small">{t("admin.system.logo")}</dt>
            <dd>{brand?.logo ? <img src={brand.logo} alt="" width={32} height={32} /> : t("admin.system.standard")}</dd>
          </div>
        </dl>
        <p className="soft small">{t("admin.system.how")}</p>
      </Panel>
    </AdminFrame>
  );
}

function Mark({ state }: { state: "ok" | "warn" | "bad" }) {
  const { t } = useWords();
  const Icon = ICON[state];
  return (
    <span className={`admin-mark admin-mark-${state === "ok" ? "good" : state}`}>
      <Icon aria-hidden /> {t(`admin.system.states.${state}`)}
    </span>
  );
}
