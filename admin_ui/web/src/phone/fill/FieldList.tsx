/** Draws the fields of one level of a form that are shown now, each with its question, hint and what is wrong. */

import { memo } from "react";
import type { Field } from "../data/shapes";
import { t, words } from "../words";
import type { Files, Ground, Values } from "./contract";
import { flat, type Level, levelOf, settle } from "./settle";
import { typeOf } from "./types";

interface Props {
  level: Level;
  /** Of these fields only (a page); by default all of the level. */
  only?: Field[];
  values: Values;
  set: (values: Values) => void;
  ground: Ground;
  outer: Values;
  files: Files;
  /** What is wrong and may be said now, by path. */
  faults: Map<string, string>;
  path?: string;
}

export const FieldList = memo(function FieldList({ level, only, values, set, ground, outer, files, faults, path = "" }: Props) {
  const scope = settle(level, values, ground, outer);

  function draw(fields: Field[], under: string) {
    return fields.filter((field) => !scope.hidden.has(field.name) && !(field.formula && field.hidden)).map((field) => row(field, under));
  }

  function row(field: Field, under: string) {
    const type = typeOf(field.type);
    const here = path + field.name;
    const id = `f-${here.replace(/[^\w-]/g, "-")}`;
    const fault = faults.get(here);
    const described = [words(field.hint) && !type?.bare ? `${id}-hint` : "", fault ? `${id}-fault` : ""].filter(Boolean).join(" ") || undefined;
    const value = type?.holds === "section" ? values : field.formula ? scope.computed[field.name] : values[field.name];
    const put = (next: unknown) => set({ ...values, [field.name]: next });
    const inner = (fields: Field[], inside: Values, change: (next: Values) => void, at: string) =>
      type?.holds === "section" ? draw(fields, at) : <FieldList level={levelOf(field)} values={inside} set={change} ground={ground} outer={scope.known} files={files} faults={faults} path={at} />;
    if (!type)
      return (
        <p key={field.name} className="notice warning" role="alert">
          {words(field.title)}: {t("phone.check.unknown_type")}
        </p>
      );
    const view = <type.View field={field} value={value ?? null} set={type.holds === "section" ? (set as never) : put} id={id} described={described} wrong={!!fault} asked={scope.asked} files={files} path={type.holds === "section" ? under : here} inner={inner} />;
    if (type.bare) return <div key={field.name}>{view}</div>;
    const needed = field.required === true || (typeof field.required === "object" && scope.asked.holds(field.required));
    const Label = type.group ? "span" : "label";
    return (
      <div key={field.name} className={fault ? "row wrong" : "row"} data-field={here}>
        <Label id={`${id}-label`} className="label" {...(type.group ? {} : { htmlFor: id })}>
          {words(field.title)}
          {needed ? <span className="needed" aria-label={t("phone.fill.needed")}> *</span> : null}
        </Label>
        {words(field.hint) ? <p id={`${id}-hint`} className="soft">{words(field.hint)}</p> : null}
        {view}
        {fault ? <p id={`${id}-fault`} className="fault">{fault}</p> : null}
      </div>
    );
  }
  return <>{draw(only ?? level.fields, path)}</>;
});

/** The pages of a form: sections that want one of their own, and what stands between them. */
export function pagesOf(fields: Field[]): Field[][] {
  const pages: Field[][] = [];
  let open: Field[] | null = null;
  for (const field of fields) {
    if (field.page === true) {
      pages.push([field]);
      open = null;
    } else {
      if (!open) pages.push((open = []));
      open.push(field);
    }
  }
  return pages;
}

/** Paths of the fields of a page, lists inside them by their beginning. */
export function onPage(fields: Field[], path: string): boolean {
  return flat(fields).some(({ field }) => path === field.name || path.startsWith(`${field.name}[`));
}
