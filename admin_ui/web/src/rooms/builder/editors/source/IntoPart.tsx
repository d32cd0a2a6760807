import { DeleteOutlined, PlusOutlined, ThunderboltOutlined } from "@ant-design/icons";
import { AutoComplete, Button, Input, Select } from "antd";
import type { Issue } from "../../../../api/types";
import { useWords } from "../../../../i18n/words";
import { Nothing } from "../../../../parts/Nothing";
import { useDefinitions, useDraft } from "../../changes";
import { placeOf } from "../../logic/path";
import { columnsOf, type Into, type Sample } from "./source";

interface Shown {
  change: string;
  at: number;
  into: Into;
  sample: Sample | null;
  needsRecords: boolean;
  issues: Issue[];
  readOnly: boolean;
  onChange: (into: Into) => void;
  onRemove: (() => void) | null;
  onAdd: (() => void) | null;
}

/** Which dataset the records go into, and what fills each of its columns: a field, or a formula over fields. */
export function IntoPart({ change, at, into, sample, needsRecords, issues, readOnly, onChange, onRemove, onAdd }: Shown) {
  const { t, words } = useWords();
  const definitions = useDefinitions(change);
  const dataset = useDraft(change, "dataset", into.dataset, into.dataset !== "");
  const columns = columnsOf(dataset.data?.value);
  const came = sample?.into[at];
  const fields = came?.fields ?? [];
  const suggested = new Map((came?.suggestions ?? []).map((one) => [one.column, one]));
  const open = columns.filter(({ name }) => !into.map[name] && suggested.has(name));
  const here = (place: string) => issues.filter((issue) => placeOf(issue) === place);
  const set = (column: string, formula: string) => {
    const { [column]: _, ...rest } = into.map;
    onChange({ ...into, map: formula.trim() ? { ...rest, [column]: formula } : rest });
  };
  const put = (name: "records" | "where", text: string) => {
    const { [name]: _, ...rest } = into;
    onChange(text ? { ...rest, [name]: text } : rest);
  };
  const id = `into-${at}`;
  const first = came?.rows.find((row) => !row.left_out);
  const says = (place: string) =>
    here(place).map((issue, i) => (
      <p key={i} className="sourcemap-issue">
        {words(issue.message)} {issue.hint ? words(issue.hint) : ""}
      </p>
    ));
  return (
    <div style={{ marginBottom: 24 }}>
      <div className="sourceform">
        <div data-path={`$.into[${at}].dataset`}>
          <label htmlFor={`${id}-dataset`}>{t("builder.source.dataset")}</label>
          <Select
            id={`${id}-dataset`}
            disabled={readOnly}
            value={into.dataset || null}
            showSearch={{ optionFilterProp: "label" }}
            placeholder={t("builder.field.choose")}
            notFoundContent={t("builder.source.noDataset")}
            options={(definitions.data ?? []).filter(({ kind, action }) => kind === "dataset" && action !== "removed").map(({ name, title }) => ({ value: name, label: `${words(title)} ${name}` }))}
            onChange={(name: string) => onChange({ ...into, dataset: name })}
          />
          {says(`$.into[${at}].dataset`)}
        </div>
        {needsRecords ? (
          <div data-path={`$.into[${at}].records`}>
            <label htmlFor={`${id}-records`}>{t("builder.source.records")}</label>
            <AutoComplete id={`${id}-records`} disabled={readOnly} value={into.records ?? ""} options={(sample?.places ?? []).map((place) => ({ value: place }))} placeholder="data[*]" onChange={(text: string) => put("records", text)} />
            {sample?.places.length && !into.records ? (
              <div className="sourceplaces">
                {sample.places.slice(0, 4).map((place) => (
                  <Button key={place} size="small" onClick={() => put("records", place)}>
                    {place}
                  </Button>
                ))}
              </div>
            ) : null}
            {says(`$.into[${at}].records`)}
            {says(`$.into[${at}]`)}
          </div>
        ) : null}
        <div data-path={`$.into[${at}].where`}>
          <label htmlFor={`${id}-where`}>{t("builder.source.where")}</label>
          <Input id={`${id}-where`} readOnly={readOnly} spellCheck={false} value={into.where ?? ""} placeholder={`status != "draft"`} onChange={({ target }) => put("where", target.value)} />
          {says(`$.into[${at}].where`)}
        </div>
      </div>
      {into.dataset && columns.length === 0 && !dataset.isPending ? <Nothing>{t("builder.source.noColumns")}</Nothing> : null}
      {columns.length ? (
        <>
          <div className="sourcetry">
            <strong>{t("builder.source.mapping", { done: columns.filter(({ name }) => into.map[name]).length, all: columns.length })}</strong>
            {open.length && !readOnly ? (
              <Button size="small" icon={<ThunderboltOutlined aria-hidden />} onClick={() => onChange({ ...into, map: { ...into.map, ...Object.fromEntries(open.map(({ name }) => [name, suggested.get(name)?.formula ?? ""])) } })}>
                {t("builder.source.takeAll", { count: open.length })}
              </Button>
            ) : null}
            {!came ? <span className="soft">{t("builder.source.sampleFirst")}</span> : null}
          </div>
          <div className="sourcemap">
            {columns.map((column) => {
              const hint = suggested.get(column.name);
              const needed = column.required !== false && !into.map[column.name];
              return (
                <div key={column.name} className="sourcemap-row" data-path={`$.into[${at}].map.${column.name}`}>
                  <label className="sourcemap-name" htmlFor={`${id}-${column.name}`}>
                    {words(column.title) || column.name} <code>{column.name}</code> <span className="soft small">{t(`builder.source.type.${column.type}`, { defaultValue: column.type })}</span>
                    {needed ? <span className="sourcemap-needed"> {t("builder.source.needed")}</span> : null}
                  </label>
                  <div>
                    <AutoComplete
                      id={`${id}-${column.name}`}
                      disabled={readOnly}
                      style={{ width: "100%" }}
                      value={into.map[column.name] ?? ""}
                      placeholder={t("builder.source.formula")}
                      options={fields.map(({ name, example }) => ({ value: name, label: <span>{name} <span className="soft">{example}</span></span> }))}
                      showSearch={{ filterOption: (text, option) => String(option?.value ?? "").toLowerCase().includes(text.toLowerCase()) }}
                      onChange={(text: string) => set(column.name, text)}
                    />
                    {hint && hint.formula !== into.map[column.name] && !readOnly ? (
                      <span className="sourcemap-hint">
                        {t("builder.source.suggests")} <code>{hint.formula}</code> {words(hint.why)}
                        <Button type="link" size="small" aria-label={t("builder.source.takeFor", { column: words(column.title) })} onClick={() => set(column.name, hint.formula)}>
                          {t("builder.source.take")}
                        </Button>
                      </span>
                    ) : null}
                    {says(`$.into[${at}].map.${column.name}`)}
                  </div>
                  <span className="sourcemap-value" title={t("builder.source.firstRow")}>
                    {first && column.name in first.mapped ? String(first.mapped[column.name] ?? "–") : ""}
                  </span>
                </div>
              );
            })}
          </div>
        </>
      ) : null}
      {readOnly ? null : (
        <div className="sourcetry" style={{ marginTop: 8 }}>
          {onRemove ? (
            <Button size="small" danger icon={<DeleteOutlined aria-hidden />} onClick={onRemove}>
              {t("builder.source.removeInto", { at: at + 1 })}
            </Button>
          ) : null}
          {onAdd && into.dataset ? (
            <Button size="small" icon={<PlusOutlined aria-hidden />} onClick={onAdd}>
              {t("builder.source.addInto")}
            </Button>
          ) : null}
        </div>
      )}
    </div>
  );
}
