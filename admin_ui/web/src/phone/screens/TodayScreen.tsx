import { useEffect, useState } from "react";
import { useAnswer } from "../data/answer";
import { useLive } from "../data/live";
import { prefetch } from "../data/prefetch";
import type { Duty, DutyDay, DutyState, Text } from "../data/shapes";
import { Page } from "../parts/Page";
import { UnitSheet } from "../parts/UnitSheet";
import { clock, keepZone } from "../data/zone";
import { Told } from "../parts/Told";
import { address, go } from "../route";
import { useSigned } from "../session";
import { t, words } from "../words";

interface Listed {
  name: string;
  title: Text;
  version: string;
  state: string;
  /** May be filled without a duty too. */
  without_duty?: boolean;
}

/** In the order in which they matter now. */
const GROUPS: DutyState[] = ["late", "due", "waiting_for_photos", "upcoming", "done"];

export function TodayScreen() {
  const { store, person } = useSigned();
  const day = useAnswer<DutyDay>("/field/duties");
  const forms = useAnswer<Listed[]>("/field/forms");
  const [picking, setPicking] = useState<Listed | null>(null);
  const local = useLive(async () => ({ drafts: await store.drafts.toArray(), queued: await store.submissions.where("state").notEqual("done").toArray() }), [store]);
  const duties = day.data?.duties ?? [];

  useEffect(() => {
    if (!day.data) return;
    keepZone(day.data.time_zone);
    void store.duties.put(day.data).catch(() => undefined);
    void prefetch(store, day.data.duties.map(({ form, version }) => ({ name: form, version })));
  }, [store, day.data]);
  useEffect(() => {
    if (forms.data) void prefetch(store, forms.data);
  }, [store, forms.data]);

  const here = new Map<string, "queued" | "draft">();
  for (const one of local?.drafts ?? []) here.set(keyOf(one.form, one.duty, one.unit.code), "draft");
  for (const { body } of local?.queued ?? []) here.set(keyOf(body.form, body.duty ?? null, body.unit), "queued");
  const counts = day.data?.counts;
  const free = (forms.data ?? []).filter((form) => form.state === "open" && form.without_duty !== false);
  const loose = (local?.drafts ?? []).filter((one) => !duties.some((duty) => keyOf(duty.form, duty.duty, duty.unit.code) === keyOf(one.form, one.duty, one.unit.code)));

  return (
    <Page title={t("phone.today.title")} under={[words(person.title), day.data?.day].filter(Boolean).join(" · ")} refresh={day.refresh} busy={day.busy}>
      {counts ? (
        <ul className="tally">
          {(["late", "due", "done"] as const).map((name) => (
            <li key={name} className={name}>
              <strong>{counts[name]}</strong> {t(`phone.today.${name}`)}
            </li>
          ))}
        </ul>
      ) : null}
      <Told answer={day} />
      {day.data && !duties.length ? <p className="nothing">{t("phone.today.none")}</p> : null}
      {GROUPS.map((state) => {
        const found = duties.filter((duty) => duty.state === state);
        return found.length ? (
          <section key={state} aria-label={t(`phone.today.${state}`)}>
            <h2>
              {t(`phone.today.${state}`)} <span className="soft">{found.length}</span>
            </h2>
            <ul className="list">
              {found.map((duty) => (
                <DutyLine key={`${keyOf(duty.form, duty.duty, duty.unit.code)} ${duty.due_at}`} duty={duty} here={here.get(keyOf(duty.form, duty.duty, duty.unit.code))} />
              ))}
            </ul>
          </section>
        ) : null;
      })}
      {loose.length ? (
        <section>
          <h2>{t("phone.today.drafts")}</h2>
          <ul className="list">
            {loose.map((draft) => (
              <li key={draft.id}>
                <button type="button" className="line" onClick={() => go(address("fill", draft.id))}>
                  <span className="grow">
                    <strong>{words(draft.unit.title) || draft.unit.code}</strong>
                    <span className="soft">{words(draft.title)}</span>
                  </span>
                  <span className="tag draft">{t("phone.today.draft")}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      {free.length ? (
        <section>
          <h2>{t("phone.today.forms")}</h2>
          <ul className="list">
            {free.map((form) => (
              <li key={form.name}>
                <button type="button" className="line" onClick={() => setPicking(form)}>
                  <strong className="grow">{words(form.title)}</strong>
                  <span className="soft">{t("phone.today.fill")}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      {picking ? <UnitSheet form={picking.name} title={words(picking.title)} close={() => setPicking(null)} /> : null}
    </Page>
  ); // prettier-ignore
}

function keyOf(form: string, duty: string | null, unit: string): string {
  return [form, duty ?? "", unit].join("|");
}

function DutyLine({ duty, here }: { duty: Duty; here: "queued" | "draft" | undefined }) {
  const open = () => {
    if (duty.submission && (duty.state === "done" || duty.state === "waiting_for_photos")) return go(address("sent", duty.submission));
    if (here === "queued") return go(address("queue"));
    go(`${address("duty", duty.form, duty.unit.code)}${duty.duty ? `?duty=${encodeURIComponent(duty.duty)}` : ""}`);
  };
  const tag = here === "queued" && duty.state !== "done" ? "queued" : here === "draft" && duty.state !== "done" ? "draft" : duty.outcome && duty.state === "done" ? duty.outcome : duty.state;
  return (
    <li>
      <button type="button" className="line" onClick={open}>
        <span className="grow">
          <strong>{words(duty.unit.title) || duty.unit.code}</strong>
          <span className="soft">
            {words(duty.title)}
            {words(duty.duty_title) ? ` · ${words(duty.duty_title)}` : ""}
            {duty.due_at && duty.state !== "done" ? ` · ${t("phone.today.until", { time: clock(duty.due_at) })}` : ""}
          </span>
        </span>
        <span className={`tag ${tag}`}>{t(`phone.tag.${tag}`)}</span>
      </button>
    </li>
  );
}
