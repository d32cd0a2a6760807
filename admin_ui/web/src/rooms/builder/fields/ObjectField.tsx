import { PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useWords } from "../../../i18n/words";
import { isObject, type Json } from "../logic/path";
import { open, resolved, starter, titleOf } from "../logic/schema";
import { Field } from "./Field";
import { type FieldProps, idOf, useForm } from "./form";
import { FreeFields } from "./FreeFields";
import "./ObjectField.css";

/** A thing with fields of its own; where there is none yet, the way to begin one. */
export function ObjectField({ node, path, pattern, value, onChange, label }: FieldProps) {
  const { root, lang, readOnly } = useForm();
  const { t } = useWords();
  if (!isObject(value)) {
    if (readOnly) return <p className="soft">{t("builder.list.none")}</p>;
    return (
      <Button id={idOf(path)} icon={<PlusOutlined aria-hidden />} aria-label={t("builder.list.addTo", { label })} onClick={() => onChange(starter(node, root) ?? {})}>
        {t("builder.list.add")}
      </Button>
    );
  }
  const known = Object.entries(node.properties ?? {});
  const set = (name: string, next: Json | undefined) => {
    const { [name]: _, ...rest } = value;
    onChange(next === undefined ? rest : name in value ? { ...value, [name]: next } : { ...value, [name]: next });
  };
  return (
    <div className={known.length || open(node) ? "objectfield" : undefined}>
      {known.map(([name, about]) => {
        const one = resolved(about, root);
        return (
          <Field
            key={name}
            node={one}
            path={`${path}.${name}`}
            pattern={`${pattern}.${name}`}
            value={value[name]}
            label={titleOf(one, lang) || name}
            required={node.required?.includes(name) ?? false}
            onChange={(next) => set(name, next)}
          />
        );
      })}
      {open(node) ? <FreeFields path={path} pattern={pattern} value={value} known={known.map(([name]) => name)} onSet={set} /> : null}
    </div>
  );
}
