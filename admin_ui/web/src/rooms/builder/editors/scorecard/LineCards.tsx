import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined } from "@ant-design/icons";
import { Button, InputNumber, Radio, Select } from "antd";
import type { Text } from "../../../../api/types";
import { pick, useWords } from "../../../../i18n/words";
import { useDefinitions } from "../../changes";
import { Field } from "../../fields/Field";
import { useForm } from "../../fields/form";
import { isObject, type Json } from "../../logic/path";
import { nameFrom } from "../../logic/names";
import { resolved, titleOf } from "../../logic/schema";
import { beginning } from "./begin";
import { CurveEditor } from "./CurveEditor";
import { type Line, percentOf, total, weighed } from "./weights";

const FIELDS = ["title", "indicator", "basis", "missing", "name"];

interface Listed {
  lines: readonly Line[];
  cap: number;
  floor: number;
  onChange: (lines: Line[]) => void;
}

/** The lines one below the other: what is judged, its weight, its curve. */
export function LineCards({ lines, cap, floor, onChange }: Listed) {
  const { t, lang, words } = useWords();
  const { change, readOnly } = useForm();
  const { data } = useDefinitions(change);
  const indicators = (data ?? []).filter(({ kind, action }) => kind === "indicator" && action !== "removed");
  const add = (name: string) => {
    const found = indicators.find((one) => one.name === name);
    const title = (isObject(found?.title) ? found.title : { zh: words(found?.title ?? name), en: words(found?.title ?? name) }) as unknown as Text;
    const taken = new Set(lines.map((line) => String(line.name)));
    const rest = Math.max(0, Number((100 - total(lines)).toPrecision(10)));
    const fresh: Line = { name: nameFrom({ zh: "", en: name }, "line", taken), title: title as unknown as Json, indicator: name, weight: rest || 10 };
    onChange([...weighed(lines, -1, 0), fresh]);
  };
  const move = (from: number, to: number) => {
    const next = [...lines];
    next.splice(to, 0, ...next.splice(from, 1));
    onChange(next);
  };
  return (
    <>
      <ol className="linecards">
        {lines.map((line, i) => {
          const title = pick(line.title as unknown as Text, lang) || String(line.name);
          return (
            <li key={i} className="linecard" data-path={`$.lines[${i}]`}>
              <div className="linecard-head">
                <span className="linecard-title">
                  <strong>{title}</strong> <span className="soft small">{words(indicators.find(({ name }) => name === line.indicator)?.title) || String(line.indicator)}</span>
                </span>
                <span data-path={`$.lines[${i}].weight`}>
                  <InputNumber<number> disabled={readOnly} aria-label={t("builder.scorecard.weight", { title })} min={0} max={100} value={percentOf(line, lines)} suffix="%" onChange={(next) => next !== null && onChange(weighed(lines, i, next))} />
                </span>
                {readOnly ? null : (
                  <span className="linecard-buttons">
                    <Button type="text" icon={<ArrowUpOutlined aria-hidden />} disabled={i === 0} aria-label={t("builder.list.up", { label: title })} onClick={() => move(i, i - 1)} />
                    <Button type="text" icon={<ArrowDownOutlined aria-hidden />} disabled={i === lines.length - 1} aria-label={t("builder.list.down", { label: title })} onClick={() => move(i, i + 1)} />
                    <Button type="text" icon={<DeleteOutlined aria-hidden />} disabled={lines.length < 2} aria-label={t("builder.list.remove", { label: title })} onClick={() => onChange(lines.filter((_, k) => k !== i))} />
                  </span>
                )}
              </div>
              <LineBody line={line} place={i} title={title} cap={cap} floor={floor} onChange={(next) => onChange(lines.map((one, k) => (k === i ? next : one)))} />
            </li>
          );
        })}
      </ol>
      {readOnly ? null : (
        <Select<string>
          className="linecards-add"
          aria-label={t("builder.scorecard.add")}
          showSearch={{ optionFilterProp: "label" }}
          value={null as unknown as string}
          placeholder={t("builder.scorecard.add")}
          options={indicators.map(({ name, title }) => ({ value: name, label: `${words(title) || name} ${name}` }))}
          onChange={add}
        />
      )}
    </>
  );
}

interface OneLine {
  line: Line;
  place: number;
  title: string;
  cap: number;
  floor: number;
  onChange: (line: Line) => void;
}

function LineBody({ line, place, title, cap, floor, onChange }: OneLine) {
  const { t } = useWords();
  const { root, lang, readOnly } = useForm();
  const item = resolved(resolved(root.properties?.lines ?? {}, root).items ?? {}, root);
  const share = line.basis !== "value";
  const set = (name: string, next: Json | undefined) => {
    const { [name]: _, ...rest } = line;
    onChange(next === undefined ? rest : { ...line, [name]: next });
  };
  return (
    <details className="linecard-body">
      <summary>{t("builder.scorecard.details")}</summary>
      <div className="linecard-fields">
        {FIELDS.map((name) => {
          const node = resolved(item.properties?.[name] ?? {}, root);
          return <Field key={name} node={node} path={`$.lines[${place}].${name}`} pattern={`$.lines[*].${name}`} label={titleOf(node, lang) || name} value={line[name]} required={item.required?.includes(name) ?? false} onChange={(next) => set(name, next)} />;
        })}
      </div>
      <h4>{t("builder.scorecard.curve")}</h4>
      <Radio.Group
        disabled={readOnly}
        aria-label={t("builder.scorecard.curveOf", { title })}
        value={line.curve === undefined ? "card" : "own"}
        options={[
          { value: "card", label: t("builder.scorecard.cards") },
          { value: "own", label: t("builder.scorecard.own") },
        ]}
        onChange={({ target }) => set("curve", target.value === "own" ? (beginning("linear", share) as unknown as Json) : undefined)}
      />
      {line.curve === undefined ? null : <CurveEditor curve={line.curve} path={`$.lines[${place}].curve`} share={share} cap={cap} floor={floor} label={t("builder.scorecard.curveOf", { title })} readOnly={readOnly} onChange={(next) => set("curve", next as unknown as Json)} />}
    </details>
  );
}
