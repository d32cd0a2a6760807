import { AlertOutlined } from "@ant-design/icons";
import { Link } from "react-router";
import { useSession } from "../api/session";
import type { Home } from "../api/types";
import { unitLink } from "../format/view";
import { useWords } from "../i18n/words";
import { Coverage } from "./Coverage";
import { DataTime } from "./DataTime";
import "./HomeHead.css";
import { MissingUnits } from "./MissingUnits";

/** Whose cockpit, how current and how complete it is, and what is open. */
export function HomeHead({ home }: { home: Home }) {
  const { t, words } = useWords();
  const { may } = useSession();
  const sample = home.lights[0];
  const open = home.incidents_open;
  return (
    <header className="homehead">
      <div className="homehead-row">
        <h1 title={words(home.unit.title)}>
          <Link to={unitLink(home.unit, { period: home.period })}>{words(home.unit.title)}</Link>
        </h1>
        {may("read_incidents") ? (
          <Link className={open ? "homehead-open" : "homehead-open homehead-well"} to="/incidents">
            <AlertOutlined aria-hidden />
            {t("home.open", { count: open })}
          </Link>
        ) : null}
      </div>
      <p className="homehead-facts">
        <span>{t(`period.long.${home.period}`)}</span>
        <DataTime day={home.data_day} against={home.day} syncedAt={sample?.synced_at ?? null} />
        {sample ? <Coverage have={sample.have} expected={sample.expected} /> : null}
      </p>
      <MissingUnits units={home.missing_units} view={{ period: home.period }} />
    </header>
  );
}
