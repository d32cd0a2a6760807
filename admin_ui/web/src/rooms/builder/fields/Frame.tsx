import { CloseCircleOutlined } from "@ant-design/icons";
import { Button, Tooltip } from "antd";
import type { ReactNode } from "react";
import { useWords } from "../../../i18n/words";
import { titleOf } from "../logic/schema";
import { unfilled } from "../logic/tofill";
import { idOf, type FieldProps, useForm } from "./form";
import "./Frame.css";

interface Framed extends FieldProps {
  required: boolean;
  /** A field of several controls is a group with a legend; one control has a label. */
  group?: boolean;
  children: ReactNode;
}

/** A field's label, its help in one sentence, its issues; an optional one can be taken away again. */
export function Frame({ node, path, value, onChange, required, group, children }: Framed) {
  const { t, words } = useWords();
  const { lang, issues, readOnly } = useForm();
  const here = issues.get(path) ?? [];
  const title = titleOf(node, lang) || path;
  const id = idOf(path);
  const Outer = group ? "fieldset" : "div";
  const open = unfilled(value) && here.some(({ level }) => level === "error");
  const bad = !open && here.some(({ level }) => level === "error");
  const name = (
    <>
      {title}
      {required ? (
        <span className="field-needed" title={t("builder.field.required")}>
          <span aria-hidden>*</span>
          <span className="unseen">{t("builder.field.required")}</span>
        </span>
      ) : null}
    </>
  );
  return (
    <Outer className={`field${bad ? " field-bad" : open ? " field-open" : here.length ? " field-doubtful" : ""}`} data-path={path} aria-describedby={group ? `${id}-help` : undefined}>
      {group ? <legend className="field-label">{name}</legend> : null}
      <div className="field-head">
        {group ? null : (
          <label className="field-label" htmlFor={id}>
            {name}
          </label>
        )}
        {!required && value !== undefined && !readOnly ? (
          <Tooltip title={t("builder.field.clear")}>
            <Button type="text" size="small" className="field-clear" icon={<CloseCircleOutlined aria-hidden />} aria-label={t("builder.field.clearOf", { title })} onClick={() => onChange(undefined)} />
          </Tooltip>
        ) : null}
      </div>
      {node["x-text"] ? (
        <p className="field-help" id={`${id}-help`}>
          {words(node["x-text"])}
        </p>
      ) : null}
      {children}
      {open ? <p className="field-tofill">{t("builder.field.toFill")}</p> : null}
      {(open ? [] : here).map((issue, i) => (
        <p key={i} className={`field-issue field-issue-${issue.level}`}>
          {words(issue.message)}
          {issue.hint ? <span> {words(issue.hint)}</span> : null}
          <code>{issue.code}</code>
        </p>
      ))}
    </Outer>
  );
}
