import { UploadOutlined } from "@ant-design/icons";
import { Alert, Button, Input, Modal } from "antd";
import { useId, useRef, useState } from "react";
import { api, ask, type Shape } from "../../../../api/client";
import { Problem } from "../../../../api/problem";
import { useWords } from "../../../../i18n/words";
import { DataTable } from "../../../../parts/DataTable";
import { ProblemNotice } from "../../../../parts/ProblemNotice";
import { type Refused, RefusedRows } from "../../../../parts/RefusedRows";
import { useStale } from "../../changes";
import { readFile, readPasted, type TableRead } from "./readTable";
import { path, type Place, type usePlan } from "./usePlan";
import "./dialogs.css";

type Compared = Shape<"ImportCard">;

function refusedOf(table: TableRead, found: Compared, words: (text: Record<string, string>) => string): Refused {
  const refused = (found.refused ?? []).map((row) => ({ line: row.line, reason: (row.reasons ?? []).map((reason) => words(reason)).join("；") }));
  return { header: table.columns, rows: table.rows, lines: table.lines, refused };
}

/** A table of targets from Excel or the clipboard: compared row by row first, taken whole or not at all. */
export function ImportDialog({ place, plan, typed, onFile, onTaken, onClose }: { place: Place; plan: ReturnType<typeof usePlan>; typed: boolean; onFile: (path: string) => void; onTaken: (count: number) => void; onClose: () => void }) {
  const { t, words } = useWords();
  const id = useId();
  const stale = useStale();
  const file = useRef<HTMLInputElement>(null);
  const [pasted, setPasted] = useState("");
  const [name, setName] = useState("");
  const [table, setTable] = useState<TableRead | null>(null);
  const [found, setFound] = useState<Compared | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const run = async (what: () => Promise<void>) => {
    setBusy(true);
    setProblem(null);
    try {
      await what();
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  const send = (given: TableRead, take: boolean) => {
    const { revision, afresh } = plan.origin();
    return ask(api.POST("/api/v1/changes/{change}/plans/{plan}/import", { params: { path: path(place) }, body: { indicator: place.indicator, tier: place.tier, columns: given.columns, rows: given.rows, lines: given.lines, take, revision, afresh } }));
  };
  const compare = (read: () => Promise<TableRead> | TableRead) =>
    run(async () => {
      setFound(null);
      if (!(await plan.flush())) return;
      const given = await read();
      setTable(given);
      setFound(await send(given, false));
    });
  const take = () =>
    run(async () => {
      if (!table) return;
      try {
        const done = await send(table, true);
        if (!done.taken) return setFound(done);
        if (!typed && done.path) onFile(done.path);
        await plan.reload();
        void stale();
        onTaken(done.cells ?? 0);
        onClose();
      } catch (error) {
        if (error instanceof Problem && error.status === 409) await plan.reload();
        throw error;
      }
    });
  const ready = found !== null && !found.refused?.length && (found.cells ?? 0) > 0;
  return (
    <Modal
      open
      width={760}
      title={t("builder.target_plan.import")}
      onCancel={onClose}
      cancelText={t("builder.target_plan.cancel")}
      okText={t(ready ? "builder.target_plan.importTake" : "builder.target_plan.compare")}
      okButtonProps={{ disabled: !ready && !pasted.trim(), loading: busy }}
      onOk={() => void (ready ? take() : compare(() => readPasted(pasted)))}
    >
      <p className="soft">{t("builder.target_plan.importLead")}</p>
      <div className="plandialog">
        <span>{t("builder.target_plan.file")}</span>
        <span>
          <Button icon={<UploadOutlined aria-hidden />} onClick={() => file.current?.click()}>
            {name || t("builder.target_plan.pick")}
          </Button>
          <input
            ref={file}
            hidden
            type="file"
            accept=".xlsx,.xlsm,.xls,.csv,.tsv,.txt"
            aria-label={t("builder.target_plan.pick")}
            onChange={(event) => {
              const chosen = event.target.files?.[0];
              event.target.value = "";
              if (!chosen) return;
              setName(chosen.name);
              void compare(() => readFile(chosen));
            }}
          />
        </span>
        <label htmlFor={`${id}-pasted`}>{t("builder.target_plan.pasted")}</label>
        <Input.TextArea
          id={`${id}-pasted`}
          rows={4}
          value={pasted}
          placeholder={t("builder.target_plan.pastedHint")}
          onChange={(event) => {
            setPasted(event.target.value);
            setFound(null);
          }}
        />
      </div>
      {problem ? <ProblemNotice problem={problem} /> : null}
      {found ? (
        <section aria-live="polite">
          <ul className="plandialog-counts">
            {(["added", "changed", "unchanged"] as const).map((kind) => (
              <li key={kind}>{t(`builder.target_plan.rows.${kind}`, { count: found[kind] ?? 0 })}</li>
            ))}
            <li>{t("builder.target_plan.rows.refused", { count: found.refused?.length ?? 0 })}</li>
          </ul>
          {found.ignored?.length ? <p className="soft">{t("builder.target_plan.ignored", { columns: found.ignored.join("、") })}</p> : null}
          {found.refused?.length ? (
            <>
              <Alert type="error" showIcon title={t("builder.target_plan.nothingTaken")} action={table ? <RefusedRows given={() => refusedOf(table, found, words)} /> : null} />
              <div className="plandialog-found">
                <DataTable
                  label={t("builder.target_plan.rows.refused", { count: found.refused.length })}
                  rows={found.refused.slice(0, 100)}
                  keyOf={(row) => `${row.line} ${row.unit}`}
                  columns={[
                    { title: t("builder.target_plan.rowNumber"), number: true, cell: (row) => row.line },
                    { title: t("builder.target_plan.unit"), cell: (row) => row.unit },
                    { title: t("builder.target_plan.why.title"), cell: (row) => (row.reasons ?? []).map((reason) => words(reason)).join("；") },
                  ]}
                />
              </div>
            </>
          ) : found.cells ? null : (
            <Alert type="info" showIcon title={t("builder.target_plan.same")} />
          )}
        </section>
      ) : null}
    </Modal>
  );
}
