import { useEffect, useState } from "react";
import { Refusal } from "../data/api";
import { localInstant, newId } from "../data/ids";
import { formOf, unitsOf } from "../data/prefetch";
import type { DutyDay, UnitRef } from "../data/shapes";
import { isFull, type Store } from "../data/store";
import { Page } from "../parts/Page";
import { wordsFor } from "../parts/Told";
import { address, go } from "../route";
import { useSigned } from "../session";
import { t } from "../words";

/** /m/duty/<form>/<unit>: goes on with the draft for it, or begins one. */
export function StartScreen({ form, unit }: { form: string; unit: string }) {
  const { store, lost } = useSigned();
  const [why, setWhy] = useState("");
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let gone = false;
    const duty = new URLSearchParams(location.search).get("duty");
    begun(store, form, unit, duty).then(
      (id) => !gone && go(address("fill", id), true),
      (problem: unknown) => {
        if (problem instanceof Refusal && problem.status === 401) lost();
        if (!gone) setWhy(said(problem));
      },
    );
    return () => void (gone = true);
  }, [store, form, unit, lost, turn]);
  return (
    <Page title={t("phone.fill.title")} onBack={() => go("/m/")}>
      {why ? (
        <div className="nothing" role="alert">
          <p>{why}</p>
          <button type="button" onClick={() => setTurn(turn + 1)}>
            {t("phone.again")}
          </button>
        </div>
      ) : (
        <p className="soft middle" role="status">
          {t("phone.loading")}
        </p>
      )}
    </Page>
  );
}

const NO_UNIT = new Error("no such unit");

function said(problem: unknown): string {
  if (isFull(problem)) return t("phone.problem.full");
  if (problem === NO_UNIT) return t("phone.fill.no_unit");
  if (!(problem instanceof Refusal)) return t("phone.problem.store");
  return problem.status === 0 ? t("phone.fill.not_here") : wordsFor(problem);
}

/** The draft for a form, a unit and a duty: there is never more than one. */
export async function begun(store: Store, name: string, code: string, wished: string | null): Promise<string> {
  const drafts = await store.drafts.where("[form+unit.code]").equals([name, code]).toArray();
  const day = (await store.answers.get("/field/duties"))?.body as DutyDay | undefined;
  const own = day?.duties.find((one) => one.form === name && one.unit.code === code && one.duty && (!wished || one.duty === wished) && one.state !== "done");
  const duty = wished ?? own?.duty ?? null;
  const known = drafts.find((one) => one.duty === duty);
  if (known) return known.id;
  const form = await formOf(store, name);
  if (!form) throw new Refusal(404, "");
  const unit: UnitRef | undefined = day?.duties.find((one) => one.unit.code === code)?.unit ?? (await unitsOf(store, name)).find((one) => one.code === code);
  if (!unit) throw NO_UNIT;
  const now = localInstant();
  const id = newId();
  await store.drafts.add({ id, form: name, version: form.version, title: form.title, unit, duty, begun_at: now, changed_at: now, values: {} });
  return id;
}
