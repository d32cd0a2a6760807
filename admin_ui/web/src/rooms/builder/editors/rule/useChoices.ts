import { useWords } from "../../../../i18n/words";
import { useDefinitions, useDraft } from "../../changes";
import { isObject } from "../../logic/path";
import type { Option } from "./SentenceControl";

/** What the names in a rule may be, from the definitions as the change set has them. */
export interface Choices {
  indicators: Option[];
  roles: Option[];
  channels: Option[];
  levels: Option[];
  severities: Option[];
}

export function useChoices(change: string): Choices {
  const { t } = useWords();
  const { data } = useDefinitions(change);
  const there = (data ?? []).filter(({ action }) => action !== "removed");
  const of = (kind: string): Option[] => there.filter((one) => one.kind === kind).map(({ name, title }) => ({ value: name, title }));
  const org = there.find(({ kind }) => kind === "org");
  const { data: tree } = useDraft(change, "org", org?.name ?? "", org !== undefined);
  const levels = isObject(tree?.value) && Array.isArray(tree.value.levels) ? tree.value.levels : [];
  return {
    indicators: of("indicator"),
    roles: of("role"),
    channels: of("channel"),
    levels: levels.flatMap((level) => (isObject(level) && typeof level.name === "string" ? [{ value: level.name, title: level.title as never }] : [])),
    severities: (["info", "warning", "critical"] as const).map((value) => ({ value, title: t(`incident.severity.${value}`) })),
  };
}
