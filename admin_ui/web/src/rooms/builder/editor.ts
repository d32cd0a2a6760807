import type { ComponentType } from "react";
import type { Issue } from "../../api/types";

export type Definition = { kind: string; name: string } & Record<string, unknown>;

/** What a hand-made editor of a kind is given by the page around it, which loads, saves, checks and publishes. */
export interface EditorProps {
  /** The change set being worked in (its public id): what `/changes/{id}/…` routes take. Empty: what serves is looked at (only with `looks`). */
  change: string;
  value: Definition;
  /** What serves now; null for a new definition. */
  live: Definition | null;
  /** Every issue of this definition; `path` says at which field. */
  issues: Issue[];
  readOnly: boolean;
  /** Takes the whole new value; the page saves it (debounced) and shows the issues that come back. */
  onChange: (value: Definition) => void;
}

/**
 * A hand-made editor: a folder `rooms/builder/editors/<kind>/` with `index.ts` exporting this as `editor`, and texts
 * `zh.json`, `en.json` under `{"builder": {"<kind>": …}}`. Kinds without one get the generic editor made from their
 * schema.
 */
export interface Editor {
  kind: string;
  /** It also shows what serves, where there is no change set: then it tries nothing out. */
  looks?: true;
  component: () => Promise<{ default: ComponentType<EditorProps> }>;
}

const found = import.meta.glob<{ editor: Editor }>("./editors/*/index.ts", { eager: true });

export const editors: ReadonlyMap<string, Editor> = new Map(Object.values(found).map(({ editor }) => [editor.kind, editor]));
