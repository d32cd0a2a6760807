import { DisconnectOutlined } from "@ant-design/icons";
import { Link } from "react-router";
import type { UnitRef } from "../api/types";
import { unitLink, type View } from "../format/view";
import { useWords } from "../i18n/words";
import "./MissingUnits.css";

const NAMED = 5;

/** Units whose data did not come, by name: a light without them would say less than it seems to. */
export function MissingUnits({ units, view }: { units: readonly UnitRef[]; view: View }) {
  const { t, words } = useWords();
  if (units.length === 0) return null;
  return (
    <p className="missingunits">
      <DisconnectOutlined aria-hidden />
      <b>{t("home.missing")}</b>
      {units.slice(0, NAMED).map((unit) => (
        <Link key={unit.code} to={unitLink(unit, view)} title={words(unit.title)}>
          {words(unit.title)}
        </Link>
      ))}
      {units.length > NAMED ? <span>{t("home.missingMore", { count: units.length - NAMED })}</span> : null}
    </p>
  );
}
