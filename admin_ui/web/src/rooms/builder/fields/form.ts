import { createContext, useContext } from "react";
import type { Issue, Language } from "../../../api/types";
import type { FormulaName } from "../logic/formula";
import { placeOf, type Json } from "../logic/path";
import type { Node, Ui } from "../logic/schema";

/** What every field of a generic editor needs to know of the whole. */
export interface Form {
  kind: string;
  change: string | null;
  root: Node;
  ui: Ui;
  lang: Language;
  readOnly: boolean;
  whole: Json;
  /** What formulas may name here beside what every formula may; without it the kind's own way to know is used. */
  names?: readonly FormulaName[];
  /** Place (`$.bands[0].from`) → issues about exactly this place. */
  issues: ReadonlyMap<string, Issue[]>;
}

const Context = createContext<Form | null>(null);
export const FormProvider = Context.Provider;

export function useForm(): Form {
  const form = useContext(Context);
  if (!form) throw new Error("a field needs a FormProvider above it");
  return form;
}

/** One field: `node` is resolved; `pattern` is its path in ui.json's way of writing (`$.lines[*].indicator`). */
export interface FieldProps {
  node: Node;
  path: string;
  pattern: string;
  value: Json | undefined;
  onChange: (next: Json | undefined) => void;
  /** Whose label it is, where the field stands without a frame of its own. */
  label: string;
}

export const idOf = (path: string): string => `field ${path}`.replaceAll(/[^\w]+/g, "-");

export function issuesByPlace(issues: readonly Issue[]): Map<string, Issue[]> {
  const found = new Map<string, Issue[]>();
  for (const issue of issues) {
    const place = placeOf(issue);
    found.set(place, [...(found.get(place) ?? []), issue]);
  }
  return found;
}

/** Goes to the field of a place, or to the nearest thing around it that is on the page; what is folded is opened. */
export function jumpTo(path: string): void {
  for (let place = path; place; place = place.replace(/(\.[^.[\]]+|\[\d+\])$/, "")) {
    const found = document.querySelector<HTMLElement>(`[data-path="${CSS.escape(place)}"]`);
    if (found) {
      for (let around = found.closest("details"); around; around = around.parentElement?.closest("details") ?? null) around.open = true;
      found.scrollIntoView({ block: "center" });
      found.querySelector<HTMLElement>("input, textarea, select, button, [tabindex='0']")?.focus({ preventScroll: true });
      return;
    }
    if (place === "$") return;
  }
}
