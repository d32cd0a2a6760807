import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Input } from "antd";
import { useState } from "react";
import { useWords } from "../../../i18n/words";
import { type Json, isObject } from "../logic/path";
import type { Node } from "../logic/schema";
import { Control } from "./Field";
import { useForm } from "./form";

/** The shape a value has by itself, where no schema says it. */
function guessed(value: Json): Node {
  if (typeof value === "string") return { type: "string", maxLength: value.length > 60 ? 4000 : 200 };
  if (typeof value === "number") return { type: "number" };
  if (typeof value === "boolean") return { type: "boolean" };
  return isObject(value) && Object.values(value).every((one) => typeof one !== "object") && Object.keys(value).length ? { type: "object", additionalProperties: true } : {};
}

interface Free {
  path: string;
  pattern: string;
  value: { [name: string]: Json };
  known: string[];
  onSet: (name: string, next: Json | undefined) => void;
}

/** Fields that the schema leaves to a plug-in (a condition's settings, a connector's): name and value, by the value's own shape. */
export function FreeFields({ path, pattern, value, known, onSet }: Free) {
  const { readOnly, issues } = useForm();
  const { t, words } = useWords();
  const [name, setName] = useState("");
  const free = Object.entries(value).filter(([key]) => !known.includes(key));
  const add = () => {
    if (!name.trim() || name in value) return;
    onSet(name.trim(), "");
    setName("");
  };
  return (
    <div className="freefields">
      {free.map(([key, one]) => (
        <div key={key} className="field" data-path={`${path}.${key}`}>
          <div className="field-head">
            <code className="field-label">{key}</code>
            {readOnly ? null : (
              <Button type="text" size="small" className="field-clear" icon={<DeleteOutlined aria-hidden />} aria-label={t("builder.list.remove", { label: key })} onClick={() => onSet(key, undefined)} />
            )}
          </div>
          <Control node={guessed(one)} path={`${path}.${key}`} pattern={`${pattern}.${key}`} value={one} label={key} onChange={(next) => onSet(key, next ?? (typeof one === "number" ? 0 : ""))} />
          {(issues.get(`${path}.${key}`) ?? []).map((issue, i) => (
            <p key={i} className={`field-issue field-issue-${issue.level}`}>
              {words(issue.message)} {issue.hint ? words(issue.hint) : null} <code>{issue.code}</code>
            </p>
          ))}
        </div>
      ))}
      {readOnly ? null : (
        <div className="freefields-add">
          <Input aria-label={t("builder.free.name")} placeholder={t("builder.free.name")} value={name} onChange={({ target }) => setName(target.value)} onPressEnter={add} />
          <Button icon={<PlusOutlined aria-hidden />} onClick={add} disabled={!name.trim()}>
            {t("builder.free.add")}
          </Button>
        </div>
      )}
    </div>
  );
}
