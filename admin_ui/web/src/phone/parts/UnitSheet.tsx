/** For which unit? Those the person may fill the form for. */

import { useEffect, useState } from "react";
import { Refusal } from "../data/api";
import { unitsOf } from "../data/prefetch";
import type { UnitRef } from "../data/shapes";
import { address, go } from "../route";
import { useSigned } from "../session";
import { t, words } from "../words";
import { Dialog } from "./Dialog";
import { wordsFor } from "./Told";

/** So many are drawn; who looks for others types. */
const MOST = 100;

export function UnitSheet({ form, title, close }: { form: string; title: string; close: () => void }) {
  const { store } = useSigned();
  const [units, setUnits] = useState<UnitRef[] | null>(null);
  const [problem, setProblem] = useState<Refusal | null>(null);
  const [sought, setSought] = useState("");
  useEffect(() => {
    unitsOf(store, form).then(setUnits, (failed: unknown) => setProblem(failed instanceof Refusal ? failed : new Refusal(0, "")));
  }, [store, form]);
  const needle = sought.trim().toLowerCase();
  const found = (units ?? []).filter((unit) => `${unit.code} ${words(unit.title)}`.toLowerCase().includes(needle));
  return (
    <Dialog title={title} close={close} whole>
      <input className="input" type="search" aria-label={t("phone.today.find_unit")} placeholder={t("phone.today.find_unit")} value={sought} onChange={(event) => setSought(event.target.value)} />
      {problem ? <p className="fault" role="alert">{wordsFor(problem)}</p> : null}
      {units && !found.length ? <p className="nothing">{t("phone.today.no_unit")}</p> : null}
      <ul className="list scroll">
        {found.slice(0, MOST).map((unit) => (
          <li key={unit.code}>
            <button type="button" className="line" onClick={() => go(address("duty", form, unit.code))}>
              <strong className="grow">{words(unit.title) || unit.code}</strong>
              <span className="soft">{unit.code}</span>
            </button>
          </li>
        ))}
      </ul>
      {found.length > MOST ? <p className="soft">{t("phone.today.more_units", { count: found.length - MOST })}</p> : null}
    </Dialog>
  );
}
