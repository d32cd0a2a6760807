import { useMemo } from "react";
import { useWords } from "../../../../i18n/words";
import { Loading } from "../../../../parts/Loading";
import { ProblemNotice } from "../../../../parts/ProblemNotice";
import { type KindCard, useKinds } from "../../changes";
import type { EditorProps } from "../../editor";
import type { Json } from "../../logic/path";
import { GenericEditor } from "../../parts/GenericEditor";
import { ConditionDetails } from "./ConditionDetails";
import { useVocabulary } from "./look";
import { MessageTemplates } from "./MessageTemplates";
import { Rehearsal } from "./Rehearsal";
import { Scope } from "./Scope";
import { Sentence } from "./Sentence";
import { useChoices } from "./useChoices";
import "./RuleEditor.css";

/** What the sentence and the templates do not say; in groups, with the schema's own words. */
const REST: { key: string; fields: string[]; folded: boolean }[] = [
  { key: "respond", fields: ["respond"], folded: false },
  { key: "pace", fields: ["missing_notice_after", "resolve_after", "repeat_every", "digest_over", "inhibited_by", "rollup", "fallback"], folded: false },
  { key: "causes", fields: ["causes"], folded: false },
  { key: "basics", fields: ["title", "description"], folded: true },
];

/** Everything about a rule: the sentence, the finer points, what is said, and what it would do. */
export default function RuleEditor(props: EditorProps) {
  const { t } = useWords();
  const vocabulary = useVocabulary();
  const kinds = useKinds();
  const choices = useChoices(props.change);
  const kind = kinds.data?.find((one) => one.kind === "rule");
  const rest = useMemo(() => kind && restOf(kind, REST.map(({ key, fields, folded }) => ({ title: t(`builder.rule.group.${key}`), fields, folded }))), [kind, t]);
  const failure = vocabulary.error ?? kinds.error;
  if (failure) return <ProblemNotice problem={failure} retry={() => void vocabulary.refetch()} />;
  if (!vocabulary.data || !rest) return <Loading lines={8} />;
  return (
    <div className="ruleeditor">
      <Sentence {...props} vocabulary={vocabulary.data} choices={choices} />
      <ConditionDetails {...props} vocabulary={vocabulary.data} />
      <Scope {...props} />
      {props.change ? <Rehearsal {...props} /> : null}
      <MessageTemplates {...props} vocabulary={vocabulary.data} />
      <GenericEditor kind={rest} change={props.change} value={props.value as Json} issues={props.issues} readOnly={props.readOnly} onChange={(next) => props.onChange(next as typeof props.value)} />
    </div>
  );
}

/** The kind with only these fields. */
function restOf(kind: KindCard, groups: { title: string; fields: string[]; folded: boolean }[]): KindCard {
  const all = kind.schema.properties ?? {};
  const names = groups.flatMap(({ fields }) => fields);
  const properties = Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
  const required = (kind.schema.required ?? []).filter((name) => names.includes(name));
  return { ...kind, schema: { ...kind.schema, properties, required }, ui: { ...kind.ui, groups: groups.map((group) => ({ ...group, title: { zh: group.title, en: group.title } })) } };
}
