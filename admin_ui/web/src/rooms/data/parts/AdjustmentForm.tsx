import { Alert, Button, Drawer, Input, Select } from "antd";
import { useState } from "react";
import { call } from "../../../api/call";
import { useWords } from "../../../i18n/words";
import { Loading } from "../../../parts/Loading";
import { ProblemNotice } from "../../../parts/ProblemNotice";
import { changedOnly } from "../logic/delta";
import { type Cell, useChange, useDatasets, useRows, useUnits } from "../queries";
import "./AdjustmentForm.css";

interface Given {
  dataset?: string | undefined;
  unit?: string | undefined;
  day?: string | undefined;
}

const NEW = "new";

/** Asking for an adjustment: which row, what instead, and why. */
export function AdjustmentForm({ given, onClose }: { given: Given; onClose: () => void }) {
  const { t, words, named } = useWords();
  const [dataset, setDataset] = useState(given.dataset);
  const [unit, setUnit] = useState(given.unit);
  const [day, setDay] = useState(given.day ?? "");
  const [chosen, setChosen] = useState<string>();
  const [entered, setEntered] = useState<Record<string, string>>({});
  const [reason, setReason] = useState("");
  const [find, setFind] = useState(given.unit ?? "");
  const datasets = useDatasets();
  const units = useUnits(find);
  const rows = useRows(dataset, unit, day);
  const columns = rows.data?.columns ?? [];
  const found = (rows.data?.rows ?? []) as Record<string, Cell>[];
  const place = chosen ?? (rows.data ? (found.length === 1 ? "0" : found.length === 0 ? NEW : undefined) : undefined);
  const row = place === undefined || place === NEW ? null : (found[Number(place)] ?? null);
  const keys = columns.filter((one) => one.key).map((one) => one.name ?? "");
  const send = useChange((values: Record<string, Cell>) => call("POST", "/adjustments", undefined, { dataset, unit, day, values, reason }));
  const again = () => {
    setChosen(undefined);
    setEntered({});
    send.reset();
  };
  const changed = changedOnly(entered, row);
  const ready = place !== undefined && Object.keys(changed).length > 0 && reason.trim().length > 1;
  const submit = () => {
    const key = Object.fromEntries(keys.map((name) => [name, row?.[name] ?? null]));
    send.mutate(row ? { ...key, ...changed } : changed, { onSuccess: onClose });
  };
  const rowName = (one: Record<string, Cell>) => keys.map((name) => String(one[name] ?? "")).join(" · ") || t("data.adjust.theRow");
  return (
    <Drawer
      open
      onClose={onClose}
      size={640}
      title={t("data.adjust.ask")}
      footer={
        <div className="adjustmentform-foot">
          <Button onClick={onClose}>{t("data.adjust.cancel")}</Button>
          <Button type="primary" disabled={!ready} loading={send.isPending} onClick={submit}>
            {t("data.adjust.send")}
          </Button>
        </div>
      }
    >
      <div className="adjustmentform">
        <label>
          {t("data.matrix.dataset")}
          <Select
            aria-label={t("data.matrix.dataset")}
            value={dataset}
            options={datasets.data?.map((one) => ({ value: one.name, label: words(one.title) || one.name }))}
            onChange={(value) => {
              setDataset(value);
              again();
            }}
          />
        </label>
        <label>
          {t("data.matrix.unit")}
          <Select
            aria-label={t("data.matrix.unit")}
            showSearch={{ filterOption: false, onSearch: setFind }}
            value={unit}
            loading={units.isFetching}
            options={units.data?.map((one) => ({ value: one.code, label: `${words(one.title)} ${one.code}` }))}
            onChange={(value) => {
              setUnit(value);
              again();
            }}
          />
        </label>
        <label>
          {t("incident.day")}
          <Input
            type="date"
            value={day}
            onChange={(event) => {
              setDay(event.target.value);
              again();
            }}
          />
        </label>
        {rows.error ? <ProblemNotice problem={rows.error} /> : null}
        {rows.isFetching ? <Loading lines={2} /> : null}
        {rows.data ? (
          <label>
            {t("data.adjust.which")}
            <Select
              aria-label={t("data.adjust.which")}
              value={place}
              onChange={(value) => {
                setChosen(value);
                setEntered({});
              }}
              options={[...found.map((one, at) => ({ value: String(at), label: rowName(one) })), { value: NEW, label: t("data.adjust.newRow") }]}
            />
          </label>
        ) : null}
        {place === undefined ? null : (
          <fieldset>
            <legend>{t("data.adjust.values")}</legend>
            {columns.map((column) => {
              const name = column.name ?? "";
              const old = row?.[name];
              return (
                <label key={name}>
                  <span>
                    {words(column.title) || name} <small className="soft">{named("data.types", column.type ?? "")}</small>
                  </span>
                  {column.type === "boolean" ? (
                    <Select
                      aria-label={words(column.title) || name}
                      allowClear={!column.required}
                      disabled={Boolean(row && column.key)}
                      value={entered[name] ?? (old === null || old === undefined ? undefined : String(old))}
                      options={["true", "false"].map((value) => ({ value, label: t(value === "true" ? "common.yes" : "common.no") }))}
                      onChange={(value?: string) => setEntered({ ...entered, [name]: value ?? "" })}
                    />
                  ) : (
                  <Input
                    disabled={Boolean(row && column.key)}
                    value={entered[name] ?? (old === null || old === undefined ? "" : String(old))}
                    onChange={(event) => setEntered({ ...entered, [name]: event.target.value })}
                  />
                  )}
                </label>
              );
            })}
          </fieldset>
        )}
        <label>
          {t("data.adjust.reason")}
          <Input.TextArea rows={3} maxLength={500} showCount value={reason} onChange={(event) => setReason(event.target.value)} />
        </label>
        {rows.data?.more ? <Alert type="info" showIcon title={t("data.adjust.more")} /> : null}
        {send.error ? <ProblemNotice problem={send.error} /> : null}
      </div>
    </Drawer>
  );
}
