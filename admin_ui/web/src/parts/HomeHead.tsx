import { Link } from "react-router";
import type { Home } from "../api/types";
import { unitLink } from "../format/view";
import { useWords } from "../i18n/words";
import { Coverage } from "./Coverage";
import { DataTime } from "./DataTime";
import "./HomeHead.css";
import { NeedsToday } from "./NeedsToday";

/** Whose cockpit, how current and how complete it is, and what waits for me. Who holds several posts chooses one. */
export function HomeHead({ home, onPost }: { home: Home; onPost: (unit: string) => void }) {
  const { t, words } = useWords();
  const sample = home.lights[0];
  return (
    <header className="homehead">
      <div className="homehead-row">
        <h1 title={words(home.unit.title)}>
          <Link to={unitLink(home.unit, { period: home.period })}>{words(home.unit.title)}</Link>
        </h1>
        {home.posts.length > 1 ? (
          <select className="field homehead-post" aria-label={t("home.post")} value={home.unit.code} onChange={({ target }) => onPost(target.value)}>
            {home.posts.map(({ unit, role_title }) => (
              <option key={unit.code} value={unit.code}>
                {words(unit.title)} · {words(role_title)}
              </option>
            ))}
          </select>
        ) : null}
        <p className="homehead-facts">
          <span>{t(`period.long.${home.period}`)}</span>
          <DataTime day={home.data_day} against={home.day} syncedAt={sample?.synced_at ?? null} />
          {sample ? <Coverage have={sample.have} expected={sample.expected} /> : null}
        </p>
      </div>
      <NeedsToday home={home} />
    </header>
  );
}
