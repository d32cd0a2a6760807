import { CompressOutlined, DeleteOutlined, DownloadOutlined, ExpandOutlined, HistoryOutlined, LockOutlined, OrderedListOutlined, PlusOutlined, ShareAltOutlined, UnlockOutlined, UploadOutlined } from "@ant-design/icons";
import { Alert, Button, message as messages, Segmented, Select, Tooltip } from "antd";
import { useCallback, useEffect, useMemo, useState } from "react";
import { Problem } from "../../../../api/problem";
import { Loading } from "../../../../parts/Loading";
import { ProblemNotice } from "../../../../parts/ProblemNotice";
import { useWords } from "../../../../i18n/words";
import { useDefinitions } from "../../changes";
import type { EditorProps } from "../../editor";
import { whole } from "./begin";
import { BeginPlan } from "./BeginPlan";
import { ClashDialog } from "./ClashDialog";
import { majorOf, minorOf, shifted, typed } from "./decimal";
import { GapPanel } from "./GapPanel";
import { ImportDialog } from "./ImportDialog";
import { AddLine, TiersDialog } from "./LineDialogs";
import { fileOf, locking, lockOf, type PlanValue, refering, tiersOf, withLine } from "./plan";
import { PlanGrid, type Wanted } from "./PlanGrid";
import { ReviseDialog } from "./ReviseDialog";
import { RevisionPanel } from "./RevisionPanel";
import { type Cell, type GridUnit, TOTAL } from "./sheet";
import { SpreadDialog } from "./SpreadDialog";
import { usePlan, useSaved } from "./usePlan";
import "./PlanEditor.css";

/** A plan begins with a form; then its targets are a spreadsheet. */
export default function PlanEditor(props: EditorProps) {
  const { t } = useWords();
  const value = props.value as PlanValue;
  if (value.from && value.to && (value.lines ?? []).some(whole)) return <PlanSheet {...props} />;
  if (props.readOnly) return <Alert type="info" showIcon title={t("builder.target_plan.noLines")} />;
  return <BeginPlan change={props.change} value={value} onChange={props.onChange} />;
}

/** The targets of a plan, one line and tier at a time, as a spreadsheet of units and months. */
function PlanSheet({ change, value: given, readOnly, onChange }: EditorProps) {
  const value = given as PlanValue;
  const { t, words, named } = useWords();
  const [message, holder] = messages.useMessage();
  const [indicator, setIndicator] = useState("");
  const lines = value.lines.filter(whole);
  const line = lines.find((one) => one.indicator === indicator) ?? lines[0];
  const tiers = line ? tiersOf(value, line) : [];
  const [wished, setTier] = useState("target");
  const tier = tiers.includes(wished) ? wished : (tiers[0] ?? "");
  const place = useMemo(() => ({ change, plan: value.name, indicator: line?.indicator ?? "", tier }), [change, value.name, line?.indicator, tier]);
  const total = (line?.spread === "amount" ? line.total?.[tier] : line?.value?.[tier]?.toString()) ?? "0";
  const locks = JSON.stringify((line?.locks ?? []).filter((lock) => lock.tier === undefined || lock.tier === tier).map((lock) => lock.unit));
  const locked = useMemo(() => new Set(JSON.parse(locks) as string[]), [locks]);
  const onFile = useCallback(
    (path: string) => {
      if (line) onChange(withLine(value, line.indicator, refering(line, path)));
    },
    [line, onChange, value],
  );
  const saved = useSaved(place);
  const plan = usePlan(place, saved, line && fileOf(line), total, locked, onFile);
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const [here, setHere] = useState<{ unit: GridUnit; column: string } | null>(null);
  const [goTo, setGoTo] = useState<{ unit: string; column: string; n: number } | null>(null);
  const [wide, setWide] = useState(false);
  const [open, setOpen] = useState<"spread" | "import" | "revise" | "line" | "tiers" | null>(null);
  const onPlace = useCallback((unit: GridUnit, column: string) => setHere({ unit, column }), []);
  const { sheet, data } = plan;

  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (plan.saving === "waiting" || plan.saving === "saving" || plan.saving === "failed") event.preventDefault();
    };
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [plan.saving]);

  const defined = useDefinitions(change).data;
  if (!line) return null; // the form to begin with stands here then
  const titles = new Map((defined ?? []).filter((one) => one.kind === "indicator").map((one) => [one.name, words(one.title)]));
  const titleOf = (name: string) => titles.get(name) ?? name;
  const remove = () => onChange({ ...value, lines: lines.filter((one) => one !== line) });
  const tools = !readOnly;
  const tiersButton = (
    <Button icon={<OrderedListOutlined aria-hidden />} onClick={() => setOpen("tiers")}>
      {t("builder.target_plan.begin.tiers")}
    </Button>
  );
  const picks = (
    <>
      <Select aria-label={t("builder.target_plan.line")} className="planeditor-line" value={line.indicator} onChange={setIndicator} options={lines.map((one) => ({ value: one.indicator, label: titleOf(one.indicator) }))} />
      {tools ? (
        <>
          <Tooltip title={t("builder.target_plan.begin.addGo")}>
            <Button icon={<PlusOutlined aria-hidden />} aria-label={t("builder.target_plan.begin.addGo")} onClick={() => setOpen("line")} />
          </Tooltip>
          <Tooltip title={t("builder.target_plan.begin.remove")}>
            <Button icon={<DeleteOutlined aria-hidden />} aria-label={t("builder.target_plan.begin.remove")} disabled={lines.length < 2} onClick={remove} />
          </Tooltip>
        </>
      ) : null}
      <Segmented aria-label={t("builder.target_plan.tier")} value={tier} onChange={setTier} options={tiers.map((one) => ({ value: one, label: named("tier", one) }))} />
    </>
  );
  const dialogs = (
    <>
      {open === "line" ? (
        <AddLine
          change={change}
          value={value}
          onClose={() => setOpen(null)}
          onChange={(next, added) => {
            onChange(next);
            setIndicator(added);
          }}
        />
      ) : null}
      {open === "tiers" ? <TiersDialog change={change} value={value} line={line} title={titleOf(line.indicator)} onChange={onChange} onClose={() => setOpen(null)} /> : null}
    </>
  );
  if (!data || !sheet)
    return (
      <div className="planeditor">
        <div className="planeditor-bar">{picks}</div>
        {tools ? <div className="planeditor-bar">{tiersButton}</div> : null}
        {plan.grid.error ? <ProblemNotice problem={plan.grid.error} retry={() => void plan.grid.refetch()} /> : <Loading lines={8} />}
        {dialogs}
      </div>
    );
  const percent = data.indicator?.display === "percent";
  const rate = data.spread === "rate";

  const fold = (code: string) =>
    setFolded((old) => {
      const next = new Set(old);
      if (!next.delete(code)) next.add(code);
      return next;
    });
  const foldTo = (level: number) => setFolded(new Set(data.units.filter((unit) => !unit.leaf && unit.level >= level).map((unit) => unit.code)));
  const amountOf = (text: string): string | null => {
    const plain = typed(text);
    if (plain === null) return null;
    const amount = percent && !text.trim().endsWith("%") ? shifted(plain, -2) : plain;
    const minor = minorOf(amount, data.digits);
    return minor === null || (!rate && minor < 0n) ? null : amount;
  };
  const type = (wanted: Wanted[]) => {
    const cells: Cell[] = [];
    const refused = new Map<string, number>();
    const refuse = (why: string) => refused.set(why, (refused.get(why) ?? 0) + 1);
    for (const { unit, column, text } of wanted) {
      const amount = text === "" ? null : amountOf(text);
      const why = text !== "" && amount === null ? "number" : sheet.refusal(unit, column);
      if (why) {
        if (amount !== null || why === "number") refuse(why);
        continue;
      }
      if (column === TOTAL && !rate && unit.code === sheet.top?.code) {
        if (amount !== null) onChange(withLine(value, line.indicator, { total: { ...line.total, [tier]: majorOf(minorOf(amount, data.digits) ?? 0n, data.digits) } }));
      } else if (column === TOTAL && !rate && unit.leaf) {
        if (amount === null) refuse("number");
        else if (wanted.length > 1) refuse("leafTotal");
        else if (amount !== null) void plan.spread({ unit: unit.code, units: "equal", months: "keep", amount, month: null }).catch((error) => message.error(refusalOf(error)));
      } else cells.push({ unit: unit.code, column, amount });
    }
    plan.edit(cells);
    if (refused.size) void message.warning([...refused].map(([why, count]) => t(`builder.target_plan.refused.${why}`, { count })).join(" "));
  };
  const refusalOf = (error: unknown) => (error instanceof Problem && words(error.issues[0]?.message)) || t("builder.target_plan.failed");
  const lock = here && !rate ? lockOf(line, here.unit.code, tier) : undefined;
  const toggleLock = () => {
    if (!here) return;
    const now = sheet.shown(here.unit.code, TOTAL).amount ?? 0n;
    onChange(withLine(value, line.indicator, locking(line, here.unit.code, tier, lock ? null : majorOf(now, data.digits))));
  };
  const download = async () => {
    if (!(await plan.flush())) return;
    const query = new URLSearchParams({ indicator: line.indicator, tier });
    window.location.assign(`/api/v1/changes/${encodeURIComponent(change)}/plans/${encodeURIComponent(value.name)}/export.xlsx?${query}`);
  };
  return (
    <div className={wide ? "planeditor is-wide" : "planeditor"}>
      {holder}
      <div className="planeditor-bar">
        {picks}
        <Select aria-label={t("builder.target_plan.level")} className="planeditor-level" placeholder={t("builder.target_plan.level")} value={null} onChange={(level: number | null) => level !== null && foldTo(level)} options={(data.levels ?? []).map((level, place) => ({ value: place, label: words(level.title) }))} />
        <span className="planeditor-saving" role="status">
          {t(`builder.target_plan.saving.${plan.saving}`)}
        </span>
        <Button icon={wide ? <CompressOutlined aria-hidden /> : <ExpandOutlined aria-hidden />} aria-pressed={wide} onClick={() => setWide(!wide)}>
          {t(wide ? "builder.target_plan.narrow" : "builder.target_plan.wide")}
        </Button>
      </div>
      {tools ? (
        <div className="planeditor-bar">
          <Button icon={<ShareAltOutlined aria-hidden />} disabled={!here} onClick={() => setOpen("spread")}>
            {t(rate ? "builder.target_plan.copy" : "builder.target_plan.spread")}
          </Button>
          {rate ? null : (
            <Button icon={lock ? <UnlockOutlined aria-hidden /> : <LockOutlined aria-hidden />} disabled={!here || here.unit.code === sheet.top?.code} onClick={toggleLock}>
              {t(lock ? "builder.target_plan.unlock" : "builder.target_plan.lock")}
            </Button>
          )}
          {tiersButton}
          <Button icon={<UploadOutlined aria-hidden />} onClick={() => setOpen("import")}>
            {t("builder.target_plan.import")}
          </Button>
          <Button icon={<DownloadOutlined aria-hidden />} onClick={() => void download()}>
            {t("builder.target_plan.export")}
          </Button>
          <Tooltip title={t("builder.target_plan.reviseLead")}>
            <Button icon={<HistoryOutlined aria-hidden />} onClick={() => setOpen("revise")}>
              {t("builder.target_plan.revise")}
            </Button>
          </Tooltip>
        </div>
      ) : null}
      {plan.problem ? <ProblemNotice problem={plan.problem} retry={() => void plan.flush()} /> : null}
      {data.revises ? <RevisionPanel sheet={sheet} revises={data.revises} compared={data.compared ?? null} /> : null}
      <PlanGrid
        key={`${line.indicator} ${tier}`}
        sheet={sheet}
        percent={percent}
        label={t("builder.target_plan.gridLabel", { line: titleOf(line.indicator), tier: named("tier", tier) })}
        readOnly={readOnly}
        folded={folded}
        onFold={fold}
        onType={type}
        onUndo={plan.undo}
        onRedo={plan.redo}
        onPlace={onPlace}
        goTo={goTo}
      />
      <p className="planeditor-hint soft">{t("builder.target_plan.keys")}</p>
      {rate ? null : (
        <GapPanel
          sheet={sheet}
          reason={line.gap_reason ?? ""}
          readOnly={readOnly}
          onReason={(text) => onChange(withLine(value, line.indicator, { gap_reason: text || undefined }))}
          onGo={(unit, column) => {
            setFolded(new Set());
            setGoTo({ unit, column, n: (goTo?.n ?? 0) + 1 });
          }}
        />
      )}
      {open === "spread" && here ? <SpreadDialog place={place} plan={plan} rate={rate} at={here} onClose={() => setOpen(null)} /> : null}
      {dialogs}
      {open === "import" ? <ImportDialog place={place} plan={plan} onFile={onFile} typed={plan.typed} onTaken={(count) => void message.success(t("builder.target_plan.imported", { count }))} onClose={() => setOpen(null)} /> : null}
      {open === "revise" ? <ReviseDialog change={change} value={value} onClose={() => setOpen(null)} /> : null}
      {plan.clash ? <ClashDialog clash={plan.clash} sheet={sheet} onDone={plan.settle} /> : null}
    </div>
  );
}
