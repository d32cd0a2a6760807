import { Alert, Button, Checkbox, Drawer, Input, Select } from "antd";
import { useEffect, useId, useState } from "react";
import { api, ask } from "../../../../api/client";
import { useWords } from "../../../../i18n/words";
import { Loading } from "../../../../parts/Loading";
import { Nothing } from "../../../../parts/Nothing";
import { ProblemNotice } from "../../../../parts/ProblemNotice";
import { type Refused, RefusedRows } from "../../../../parts/RefusedRows";
import { TableUpload } from "../../../../parts/TableUpload";
import type { Sheet } from "../../../../parts/table";
import { useStale } from "../../changes";
import "./ImportDrawer.css";
import { withLevels } from "./levels";
import { type Level, type Org, type Plan, revisions, type What } from "./org";
import { RowList } from "./RowList";

const COLUMNS: Record<What, readonly string[]> = {
  units: ["code", "zh", "parent", "level", "en", "opened", "closed", "groups", "from", "lat", "lon"],
  posts: ["role", "unit", "login", "from", "to", "deputy"],
  users: ["login", "zh", "en", "language"],
};
const NEEDED: Record<What, readonly string[]> = { units: ["code"], posts: ["role", "unit"], users: ["login"] };
const CHANNELS = ["wecom", "email", "dingtalk", "feishu", "phone"];
const ACTIONS = ["refused", "added", "changed", "moved", "closed", "removed", "unchanged"] as const;

type Row = Plan["changes"][number] & { key2: string };
const keyOf = (row: Row) => row.key2;

function refusedOf(sheet: Sheet, plan: Plan, words: (text: Record<string, string>) => string): Refused {
  const reasons = plan.changes.flatMap(({ action, line, issues }) =>
    action === "refused" && line ? [{ line, reason: issues.map(({ message, hint }) => `${words(message)}${hint ? ` ${words(hint)}` : ""}`).join("；") }] : [],
  );
  return { header: [...sheet.header], rows: sheet.rows, lines: sheet.lines, refused: reasons };
}

/** A table becomes units, posts or people: columns are matched, what would change is shown, and only then it is saved. */
export function ImportDrawer({ change, org, what, onLevels, onClose }: { change: string; org: Org; what: What; onLevels: (levels: Level[]) => void; onClose: () => void }) {
  const { t, words } = useWords();
  const stale = useStale();
  const id = useId();
  const [sheet, setSheet] = useState<Sheet | null>(null);
  const [columns, setColumns] = useState<Record<string, number>>({});
  const [missing, setMissing] = useState(false);
  const [day, setDay] = useState(org.today);
  const [levels, setLevels] = useState<Level[]>(org.levels);
  const [plan, setPlan] = useState<Plan | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const wanted = what === "users" ? [...COLUMNS.users, ...new Set([...org.channels, ...CHANNELS])] : COLUMNS[what];
  const ready = sheet !== null && NEEDED[what].every((name) => name in columns);

  const take = async (next: Sheet | null) => {
    setSheet(next);
    setPlan(null);
    setColumns({});
    if (!next) return;
    const found = await ask(api.POST("/api/v1/tables/columns", { body: { what, header: [...next.header] } }));
    setColumns({ ...found.columns } as Record<string, number>);
  };
  const run = async (apply: boolean) => {
    if (!sheet) return;
    setBusy(true);
    setProblem(null);
    try {
      const found = await ask(
        api.POST("/api/v1/changes/{change}/org/{name}/import", {
          params: { path: { change, name: org.name } },
          body: { what, columns, rows: sheet.rows, lines: sheet.lines, day, close_missing: missing, apply, revisions: revisions(org), levels: levels.map(({ name, title }) => ({ name, title: { ...title } as Record<string, string> })) },
        }),
      );
      setPlan(found);
      if (found.applied) {
        if (levels !== org.levels) onLevels(levels);
        await stale();
      }
    } catch (refused) {
      setPlan(null);
      setProblem(refused);
    }
    setBusy(false);
  };
  const asked = JSON.stringify([sheet?.name, sheet?.rows.length, columns, missing, day, levels]);
  useEffect(() => {
    if (ready) void run(false);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- a dry run for each new question, and for no other reason
  }, [asked, ready]);

  const topWord = () => {
    const at = columns.parent;
    const level = columns.level;
    if (!sheet || at === undefined || level === undefined) return null;
    const tops = sheet.rows.filter((row) => !row[at]?.trim());
    return tops.length === 1 ? (tops[0]?.[level]?.trim() ?? null) : null;
  };
  const done = plan?.applied ?? false;
  const changes = plan ? ACTIONS.filter((one) => one !== "unchanged" && one !== "refused").reduce((sum, one) => sum + ((plan.counts as Record<string, number>)[one] ?? 0), 0) : 0;
  const rows: Row[] = (plan?.changes ?? []).map((one, i) => ({ ...one, key2: String(i) }));
  return (
    <Drawer
      open
      size={960}
      title={t(`builder.org.import.title.${what}`)}
      onClose={onClose}
      footer={
        <div className="orgform-buttons" style={{ marginTop: 0, justifyContent: "flex-end" }}>
          <Button onClick={onClose}>{t(done ? "builder.org.import.close" : "builder.cancel")}</Button>
          {done ? null : (
            <Button type="primary" disabled={!plan?.ok || changes === 0} loading={busy} onClick={() => void run(true)}>
              {t("builder.org.import.apply", { count: changes })}
            </Button>
          )}
        </div>
      }
    >
      <div className="importsteps">
        {done ? <Alert type="success" showIcon title={t("builder.org.import.done", { count: changes })} /> : null}
        <section>
          <h3>{t("builder.org.import.step1")}</h3>
          <TableUpload onSheet={(next) => void take(next)} />
        </section>
        {sheet ? (
          <section>
            <h3>{t("builder.org.import.step2")}</h3>
            <div className="importmap">
              {wanted.map((name) => (
                <div key={name}>
                  <label htmlFor={`${id}-${name}`}>
                    {t(`builder.org.column.${what}.${name}`, { defaultValue: t(`builder.org.channel.${name}`, { defaultValue: name }) })}
                    {NEEDED[what].includes(name) ? " *" : ""}
                  </label>
                  <Select
                    id={`${id}-${name}`}
                    allowClear
                    showSearch={{ optionFilterProp: "label" }}
                    placeholder={t("builder.org.import.none")}
                    value={columns[name] ?? null}
                    options={sheet.header.map((label, i) => ({ value: i, label }))}
                    onChange={(next?: number | null) =>
                      setColumns((old) => {
                        const { [name]: _, ...rest } = old;
                        return next === undefined || next === null ? rest : { ...rest, [name]: next };
                      })
                    }
                  />
                  <span className="importmap-example">{columns[name] === undefined ? "" : sheet.rows.find((row) => row[columns[name] ?? 0])?.[columns[name] ?? 0]}</span>
                </div>
              ))}
            </div>
            <div className="importoptions">
              {what !== "users" ? (
                <>
                  <Checkbox checked={missing} onChange={({ target }) => setMissing(target.checked)}>
                    {t(`builder.org.import.missing.${what}`)}
                  </Checkbox>
                  <label htmlFor={`${id}-day`}>{t("builder.org.import.day")}</label>
                  <Input id={`${id}-day`} type="date" style={{ width: 160 }} value={day} onChange={({ target }) => target.value && setDay(target.value)} />
                </>
              ) : null}
            </div>
          </section>
        ) : null}
        {sheet && !ready ? <Alert type="info" showIcon title={t("builder.org.import.needed")} /> : null}
        {problem ? <ProblemNotice problem={problem} retry={() => void run(false)} /> : null}
        {busy && !plan ? <Loading lines={4} /> : null}
        {plan ? (
          <section aria-busy={busy}>
            <h3>{t(done ? "builder.org.import.was" : "builder.org.import.step3")}</h3>
            <ul className="importcounts" aria-label={t("builder.org.import.counts")}>
              {ACTIONS.filter((one) => (plan.counts as Record<string, number>)[one]).map((one) => (
                <li key={one} className={`importcounts-${one}`}>
                  {t(`builder.org.action.${one}`)} {(plan.counts as Record<string, number>)[one]}
                </li>
              ))}
            </ul>
            {plan.unknown_levels.length ? (
              <Alert
                type="warning"
                showIcon
                style={{ marginBottom: 8 }}
                title={t("builder.org.import.levels", { words: plan.unknown_levels.join("、") })}
                action={<Button onClick={() => setLevels(withLevels(levels, plan.unknown_levels, topWord()))}>{t("builder.org.import.makeLevels")}</Button>}
              />
            ) : null}
            {!plan.ok ? <Alert type="error" showIcon style={{ marginBottom: 8 }} title={t("builder.org.import.refused")} action={sheet ? <RefusedRows given={() => refusedOf(sheet, plan, words)} /> : null} /> : null}
            {plan.ok && changes === 0 ? <Nothing>{t("builder.org.import.same")}</Nothing> : null}
            {rows.length ? (
              <RowList<Row> label={t("builder.org.import.step3")} rows={rows} keyOf={keyOf} chosen={null} height={56} onChoose={() => undefined}>
                {(row) => (
                  <>
                    <span className={`orgtag${row.action === "refused" ? " importtag-bad" : row.action === "added" ? " orgtag-new" : ""}`}>{t(`builder.org.action.${row.action}`)}</span>
                    <span className="rowlist-name">
                      {row.line ? <span className="soft">{t("builder.org.import.line", { line: row.line })} </span> : null}
                      <strong>{row.title || row.key}</strong> {row.title && row.title !== row.key ? <code>{row.key}</code> : null}
                      <RowWords row={row} what={what} />
                    </span>
                  </>
                )}
              </RowList>
            ) : null}
            {plan.left_out ? <p className="soft small">{t("builder.org.import.leftOut", { count: plan.left_out })}</p> : null}
          </section>
        ) : null}
      </div>
    </Drawer>
  );
}

/** What a row changes, or why it is refused. */
function RowWords({ row, what }: { row: Row; what: What }) {
  const { t, words } = useWords();
  if (row.issues.length)
    return (
      <span className="importrow importbad" title={row.issues.map(({ message }) => words(message)).join(" ")}>
        {row.issues.map(({ message, hint }) => `${words(message)}${hint ? ` ${words(hint)}` : ""}`).join("；")}
      </span>
    );
  return (
    <span className="importrow soft">
      {row.details.map(({ column, before, after }, i) => (
        <span key={column}>
          {i ? " · " : ""}
          {t(`builder.org.short.${what}.${column}`, { defaultValue: column })} {before ? <del>{before}</del> : null} → {after || "–"}
        </span>
      ))}
    </span>
  );
}
