import { Select } from "antd";
import { useMemo, useState } from "react";
import { Link } from "react-router";
import { usePhone } from "../../../../format/page";
import { useWords } from "../../../../i18n/words";
import { Loading } from "../../../../parts/Loading";
import { ProblemNotice } from "../../../../parts/ProblemNotice";
import { type KindCard, useKinds } from "../../changes";
import type { EditorProps } from "../../editor";
import type { Json } from "../../logic/path";
import { GenericEditor } from "../../parts/GenericEditor";
import { withField } from "../rule/sentence";
import { IssueLines } from "./IssueLines";
import { RoleMatrix } from "./RoleMatrix";
import { useMatrix } from "./useMatrix";
import "./RoleEditor.css";

const BASICS = ["title", "description", "level", "scope"];

/** A role: what it is, and beside the other roles what it may see and do. */
export default function RoleEditor(props: EditorProps) {
  const { t, words } = useWords();
  const phone = usePhone();
  const kinds = useKinds();
  const matrix = useMatrix(props.change);
  const [beside, setBeside] = useState<string[] | null>(null);
  const [alone, setAlone] = useState(props.value.name);
  const kind = kinds.data?.find((one) => one.kind === "role");
  const basics = useMemo(() => kind && basicsOf(kind, t("builder.role.basics")), [kind, t]);
  if (!basics || (matrix.loading && !matrix.roles.length)) return matrix.failure ? <ProblemNotice problem={matrix.failure} /> : <Loading lines={8} />;
  const own = { name: props.value.name, title: props.value.title as never, value: props.value as { [key: string]: Json } };
  const all = matrix.roles.some(({ name }) => name === own.name) ? matrix.roles.map((role) => (role.name === own.name ? own : role)) : [own, ...matrix.roles];
  const names = beside ?? all.map(({ name }) => name);
  const shown = phone ? all.filter(({ name }) => name === alone) : all.filter(({ name }) => name === own.name || names.includes(name));
  const options = all.map(({ name, title }) => ({ value: name, label: words(title) || name }));
  return (
    <div className="roleeditor">
      <GenericEditor kind={basics} change={props.change} value={props.value as Json} issues={props.issues} readOnly={props.readOnly} onChange={(next) => props.onChange(next as typeof props.value)} />
      <section className="roleeditor-matrix" data-path="$.permissions">
        <header>
          <h3>{t("builder.role.matrix")}</h3>
          {phone ? (
            <Select aria-label={t("builder.role.one")} value={alone} options={options} onChange={setAlone} popupMatchSelectWidth={false} />
          ) : (
            <Select mode="multiple" aria-label={t("builder.role.beside")} value={names} options={options} onChange={setBeside} popupMatchSelectWidth={false} maxTagCount={0} maxTagPlaceholder={(hidden) => t("builder.role.count", { count: hidden.length, all: all.length })} style={{ minWidth: 220 }} />
          )}
          <Link to="/access">{t("builder.role.explain")}</Link>
        </header>
        <p className="field-help">{t("builder.role.lead")}</p>
        <IssueLines issues={props.issues} outer={["$.permissions", "$.indicators", "$.hidden_indicators"]} />
        {matrix.failure ? <ProblemNotice problem={matrix.failure} /> : null}
        <RoleMatrix
          matrix={matrix}
          roles={shown}
          own={own.name}
          readOnly={props.readOnly}
          onRole={(name, next) => (name === own.name ? props.onChange(next(own.value) as typeof props.value) : matrix.save("role", name, next))}
          onBoard={(name, next) => matrix.save("dashboard", name, next)}
          onForm={(name, next) => matrix.save("form", name, next)}
        />
        {Array.isArray(own.value.indicators) && !props.readOnly ? (
          <p className="soft">
            {t("builder.role.listed")}{" "}
            <button type="button" className="roleeditor-all" onClick={() => props.onChange(withField(own.value, "indicators", "all") as typeof props.value)}>
              {t("builder.role.showAll")}
            </button>
          </p>
        ) : null}
      </section>
    </div>
  );
}

function basicsOf(kind: KindCard, title: string): KindCard {
  const properties = Object.fromEntries(Object.entries(kind.schema.properties ?? {}).filter(([name]) => BASICS.includes(name)));
  const required = (kind.schema.required ?? []).filter((name) => BASICS.includes(name));
  return { ...kind, schema: { ...kind.schema, properties, required }, ui: { ...kind.ui, groups: [{ title: { zh: title, en: title }, fields: BASICS }] } };
}
