import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { Refusal } from "../data/api";
import { localInstant, newId, sha256 } from "../data/ids";
import { formOf } from "../data/prefetch";
import type { Form, Place } from "../data/shapes";
import { type Draft, isFull, type Kept, persist } from "../data/store";
import type { Files, Ground, Values } from "../fill/contract";
import { FieldList, onPage, pagesOf } from "../fill/FieldList";
import { around, faults as faultsOf, filesIn, kept as keptOf } from "../fill/settle";
import { Dialog } from "../parts/Dialog";
import { Page } from "../parts/Page";
import { wordsFor } from "../parts/Told";
import { go } from "../route";
import { useSigned } from "../session";
import { t, words } from "../words";
import { sendLater } from "../worker/register";

/** What the screen begins with. */
interface Start {
  draft: Draft;
  form: Form;
  files: Map<string, Kept>;
}

export function FillScreen({ draft: id }: { draft: string }) {
  const { store } = useSigned();
  const [start, setStart] = useState<Start | null>(null);
  const [why, setWhy] = useState("");
  useEffect(() => {
    async function load() {
      const draft = await store.drafts.get(id);
      if (!draft) return go("/m/", true); // sent, or thrown away
      const form = await formOf(store, draft.form, draft.version);
      const files = await store.blobs.where("owner").equals(id).toArray();
      if (form) setStart({ draft, form, files: new Map(files.map((one) => [one.id, one])) });
    }
    load().catch((problem: unknown) => setWhy(problem instanceof Refusal && problem.status ? wordsFor(problem) : t("phone.fill.not_here")));
  }, [store, id]);
  if (start) return <Filling start={start} />;
  return (
    <Page title={t("phone.fill.title")} onBack={() => go("/m/")}>
      <p className={why ? "nothing" : "soft middle"} role="status">
        {why || t("phone.loading")}
      </p>
    </Page>
  );
}

function today(zone: string | undefined): string {
  try {
    return new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" }).format(new Date());
  } catch {
    return localInstant().slice(0, 10);
  }
}

function Filling({ start: { draft, form, files: begun } }: { start: Start }) {
  const { store, queue } = useSigned();
  const [values, setValues] = useState<Values>(draft.values);
  const [files, setFiles] = useState(begun);
  const [tried, setTried] = useState(false);
  const [touched, setTouched] = useState<Set<string>>(new Set());
  const [page, setPage] = useState(0);
  const [trouble, setTrouble] = useState("");
  const [leaving, setLeaving] = useState(false);
  const [busy, setBusy] = useState(false);
  const ground = useMemo<Ground>(() => ({ form, unit: draft.unit, day: today(form.time_zone) }), [form, draft.unit]);
  const outer = useMemo(() => around(ground), [ground]);
  const pages = useMemo(() => pagesOf(form.fields), [form]);
  const last = page >= pages.length - 1;

  const failed = useCallback((problem: unknown) => setTrouble(isFull(problem) ? t("phone.problem.full") : t("phone.problem.store")), []);
  const written = useRef(draft.values);
  useEffect(() => {
    if (written.current === values) return;
    written.current = values;
    store.drafts.update(draft.id, { values, changed_at: localInstant() }).then(() => setTrouble(""), failed);
  }, [store, draft.id, values, failed]);

  const handled = useMemo<Files>(
    () => ({
      get: (id) => files.get(id),
      add: async (field, bytes, more) => {
        const one: Kept = { id: newId(), owner: draft.id, field, sha256: await sha256(bytes), size: bytes.byteLength, bytes, ...more };
        await store.blobs.add(one).catch((problem: unknown) => {
          failed(problem);
          throw problem;
        });
        void persist();
        setFiles((now) => new Map(now).set(one.id, one));
        return one.id;
      },
      remove: (id) => {
        void store.blobs.delete(id);
        setFiles((now) => new Map([...now].filter(([other]) => other !== id)));
      },
    }),
    [files, store, draft.id, failed],
  );

  const level = form;
  const all = useMemo(() => faultsOf(level, values, ground, outer), [level, values, ground, outer]);
  const shown = useMemo(() => new Map([...all].filter(([path]) => tried || (touched.has(path) && values[path] != null))), [all, tried, touched, values]);

  const change = useCallback((next: Values) => {
    setValues((now) => {
      const changed = Object.keys(next).filter((name) => next[name] !== now[name]);
      setTouched((seen) => (changed.every((name) => seen.has(name)) ? seen : new Set([...seen, ...changed])));
      return next;
    });
  }, []);

  function toFault(paths: string[]) {
    setTried(true);
    const first = paths[0]!;
    const at = pages.findIndex((fields) => onPage(fields, first));
    if (at >= 0) setPage(at);
    requestAnimationFrame(() => {
      const row = document.querySelector<HTMLElement>(`[data-field="${CSS.escape(first)}"]`);
      row?.scrollIntoView({ block: "center" });
      row?.querySelector<HTMLElement>("input, select, textarea, button")?.focus({ preventScroll: true });
    });
  }

  function forward() {
    const here = [...all.keys()].filter((path) => onPage(pages[page] ?? [], path));
    if (here.length) return toFault(here);
    setPage(page + 1);
    setTried(false);
    window.scrollTo(0, 0);
  }

  async function submit() {
    if (all.size) return toFault([...all.keys()]);
    setBusy(true);
    const sent = keptOf(level, values, ground, outer);
    const named = filesIn(form.fields, sent);
    const place = named.map((id) => files.get(id)?.location).find((found): found is Place => !!found) ?? null;
    try {
      await store.drafts.update(draft.id, { values });
      await queue.submit({ ...draft, values }, sent, named, place);
      void sendLater();
      go("/m/queue", true);
    } catch (problem) {
      failed(problem);
      setBusy(false);
    }
  }

  async function discard() {
    await store.transaction("rw", store.drafts, store.blobs, async () => {
      await store.blobs.where("owner").equals(draft.id).delete();
      await store.drafts.delete(draft.id);
    });
    go("/m/", true);
  }

  return (
    <Page title={words(form.title)} under={`${words(draft.unit.title)} ${draft.unit.code}`} onBack={() => go("/m/")}>
      {draft.returned ? (
        <p className="notice warning" role="alert">
          {t("phone.fill.returned", { why: draft.returned })}
        </p>
      ) : null}
      {pages.length > 1 ? (
        <p className="soft" role="status">
          {t("phone.fill.page", { page: page + 1, pages: pages.length })}
        </p>
      ) : null}
      <form
        className="fields" noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (last) void submit();
          else forward();
        }}
      >
        <FieldList level={level} only={pages[page]} values={values} set={change} ground={ground} outer={outer} files={handled} faults={shown} />
        {trouble ? <p className="fault" role="alert">{trouble}</p> : null}
        {tried && all.size ? <p className="fault" role="alert">{t("phone.fill.faults", { count: all.size })}</p> : null}
        <p className="soft">{t("phone.fill.saved")}</p>
        <div className="foot">
          {page > 0 ? (
            <button type="button" onClick={() => setPage(page - 1)}>
              {t("phone.fill.previous")}
            </button>
          ) : (
            <button type="button" onClick={() => setLeaving(true)}>
              {t("phone.fill.discard")}
            </button>
          )}
          <button type="submit" className="primary" disabled={busy}>
            {t(last ? "phone.fill.submit" : "phone.fill.next")}
          </button>
        </div>
      </form>
      {leaving ? (
        <Dialog title={t("phone.fill.discard")} close={() => setLeaving(false)}>
          <p>{t("phone.fill.discard_what")}</p>
          <div className="pair">
            <button type="button" onClick={() => setLeaving(false)}>
              {t("phone.cancel")}
            </button>
            <button type="button" className="danger" onClick={() => void discard()}>
              {t("phone.fill.discard_yes")}
            </button>
          </div>
        </Dialog>
      ) : null}
    </Page>
  ); // prettier-ignore
}
