import { ExportOutlined } from "@ant-design/icons";
import { useQueries } from "@tanstack/react-query";
import { Select } from "antd";
import { Link } from "react-router";
import { useWords } from "../../../i18n/words";
import { draftKey, fetchShown, useDefinitions } from "../changes";
import type { Json } from "../logic/path";
import { collect, type Named, refsOf } from "../logic/refs";
import { type FieldProps, idOf, useForm } from "./form";
import "./ReferenceField.css";

interface Option extends Named {
  kind: string | null;
}

/** Everything a name may mean at a place, from the definitions as they would be. */
export function useOptions(refs: string): Option[] {
  const { change, whole } = useForm();
  const { data } = useDefinitions(change);
  const ways = refsOf(refs);
  const there = (data ?? []).filter(({ action }) => action !== "removed");
  const inside = ways.flatMap((way) => ("kind" in way && "inside" in way ? there.filter(({ kind }) => kind === way.kind).map(({ name }) => ({ ...way, name })) : []));
  const found = useQueries({
    queries: inside.map(({ kind, name }) => ({
      queryKey: draftKey(change ?? "", kind, name),
      queryFn: (): Promise<{ value: Json | null }> => fetchShown(change ?? "", kind, name),
    })),
  });
  const options = ways.flatMap((way): Option[] => {
    if (!("inside" in way)) return there.filter(({ kind }) => kind === way.kind).map(({ kind, name, title }) => ({ kind, name, title }));
    if (!("kind" in way)) return collect(whole, way.inside).map((one) => ({ ...one, kind: null }));
    return inside.flatMap((one, i) => (one.inside === way.inside && one.kind === way.kind ? collect(found[i]?.data?.value ?? undefined, way.inside).map((named) => ({ ...named, kind: null })) : []));
  });
  return options.filter(({ name }, i) => options.findIndex((one) => one.name === name) === i);
}

/** A name that means something else in the app: chosen by title or name, and one press away. */
export function ReferenceField({ path, value, onChange, label, refs }: FieldProps & { refs: string }) {
  const { readOnly } = useForm();
  const { t, words } = useWords();
  const options = useOptions(refs);
  const now = typeof value === "string" ? value : "";
  const known = options.find(({ name }) => name === now);
  const shown = options.map(({ name, title }) => ({ value: name, title: words(title) || name }));
  if (now && !known) shown.unshift({ value: now, title: t("builder.field.unknown", { name: now }) });
  return (
    <div className="referencefield">
      <Select
        id={idOf(path)}
        aria-label={label}
        disabled={readOnly}
        showSearch={{ optionFilterProp: "search" }}
        value={now || null}
        placeholder={t("builder.field.choose")}
        notFoundContent={t("builder.field.noChoice")}
        options={shown.map(({ value: name, title }) => ({ value: name, label: title, search: `${title} ${name}` }))}
        optionRender={({ value: name, label: title }) => (
          <span className="referencefield-option">
            <span>{title}</span>
            {name === title ? null : <code>{String(name)}</code>}
          </span>
        )}
        onChange={(next: string | null) => onChange(next ?? undefined)}
      />
      {known?.kind ? (
        <Link to={`/builder/${known.kind}/${known.name}`} className="referencefield-open" title={t("builder.field.open")} aria-label={t("builder.field.openThe", { title: words(known.title) || known.name })}>
          <ExportOutlined aria-hidden />
        </Link>
      ) : null}
    </div>
  );
}
