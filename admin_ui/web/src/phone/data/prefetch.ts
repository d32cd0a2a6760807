/** Fetches what a day without a network needs: the forms of today's duties, and the units they may be filled for. */

import { call } from "./api";
import type { Form, UnitRef } from "./shapes";
import type { Store } from "./store";

/** The form in its newest version, or in a named one; from the phone where it is there. Undefined: neither here nor there. */
export async function formOf(store: Store, name: string, version?: string): Promise<Form | undefined> {
  const kept = version ? await store.forms.get({ name, version }) : undefined;
  if (kept) return kept;
  try {
    const query = version ? `?version=${encodeURIComponent(version)}` : "";
    return await keep(store, await call<Form>("GET", `/field/forms/${encodeURIComponent(name)}${query}`));
  } catch (problem) {
    const all = await store.forms.where("name").equals(name).sortBy("kept_at");
    const last = all.at(-1);
    if (last && !version) return last;
    throw problem;
  }
}

async function keep(store: Store, form: Form): Promise<Form> {
  await store.forms.put({ ...form, kept_at: new Date().toISOString() }).catch(() => undefined);
  return form;
}

export async function unitsOf(store: Store, form: string): Promise<UnitRef[]> {
  try {
    const units = await call<UnitRef[]>("GET", `/field/units?form=${encodeURIComponent(form)}`);
    await store.units.put({ form, units }).catch(() => undefined);
    return units;
  } catch (problem) {
    const kept = await store.units.get(form);
    if (kept) return kept.units;
    throw problem;
  }
}

/** Quietly: what fails now is fetched when it is needed. */
export async function prefetch(store: Store, forms: { name: string; version: string }[]): Promise<void> {
  const seen = new Set<string>();
  for (const { name, version } of forms) {
    if (seen.has(name)) continue;
    seen.add(name);
    await formOf(store, name, version).catch(() => undefined);
    if (!(await store.units.get(name))) await unitsOf(store, name).catch(() => undefined);
  }
}
