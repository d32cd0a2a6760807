import { Alert, Input, Modal, Radio, Select } from "antd";
import { useId, useState } from "react";
import { api, ask, type Shape } from "../../../../api/client";
import { useWords } from "../../../../i18n/words";
import { DataTable } from "../../../../parts/DataTable";
import { ProblemNotice } from "../../../../parts/ProblemNotice";
import { grouped, majorOf, minorOf, short, shifted, typed } from "./decimal";
import { type GridUnit, TOTAL } from "./sheet";
import { path, type Place, type SpreadWish, type usePlan } from "./usePlan";
import "./dialogs.css";

type Proposal = Shape<"Proposal">;
const SHOWN = 60;

/** A unit's amount over the units below and over months: what would change is shown first, then taken whole. */
export function SpreadDialog({ place, plan, rate, at, onClose }: { place: Place; plan: ReturnType<typeof usePlan>; rate: boolean; at: { unit: GridUnit; column: string }; onClose: () => void }) {
  const { t, words } = useWords();
  const id = useId();
  const { sheet, data } = plan;
  const percent = data?.indicator?.display === "percent";
  const digits = data?.digits ?? 2;
  const [month, setMonth] = useState(at.column === TOTAL || (at.unit.leaf && !rate) || data?.frozen?.includes(at.column) ? "" : at.column);
  const now = sheet?.shown(at.unit.code, month || TOTAL).amount ?? 0n;
  const plain = (amount: bigint) => (rate ? short(majorOf(amount, digits)) : majorOf(amount, digits));
  const readable = (text: string) => (percent ? `${shifted(text, 2)}%` : rate ? text : grouped(text));
  const [amount, setAmount] = useState<string | null>(null);
  const [units, setUnits] = useState<SpreadWish["units"]>(rate ? "copy" : at.unit.leaf ? "keep" : data?.weights ? "weight" : "keep");
  const [months, setMonths] = useState<NonNullable<SpreadWish["months"]>>("keep");
  const [proposal, setProposal] = useState<Proposal | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const shown = amount ?? (percent ? `${shifted(plain(now), 2)}%` : plain(now));
  const read = typed(shown);
  const exact = read === null ? null : percent && !shown.trim().endsWith("%") ? shifted(read, -2) : read;
  const good = exact !== null && minorOf(exact, digits) !== null;
  const wish: SpreadWish = { unit: at.unit.code, units, months, amount: exact, month: month || null };
  const again = <T,>(set: (value: T) => void) => (value: T) => {
    set(value);
    setProposal(null);
    setProblem(null);
  };
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
  const propose = () =>
    run(async () => {
      if (!(await plan.flush())) return;
      setProposal(await ask(api.POST("/api/v1/changes/{change}/plans/{plan}/spread", { params: { path: path(place) }, body: { indicator: place.indicator, tier: place.tier, afresh: plan.origin().afresh, ...wish } })));
    });
  const take = () =>
    run(async () => {
      await plan.spread(wish);
      onClose();
    });
  const method = (name: string) => ({ value: name, label: t(`builder.target_plan.method.${name}`), disabled: name === "weight" && !data?.weights });
  const named = new Map((data?.units ?? []).map((unit) => [unit.code, words(unit.title)]));
  return (
    <Modal
      open
      width={760}
      title={t(rate ? "builder.target_plan.copyTitle" : "builder.target_plan.spreadTitle", { unit: words(at.unit.title) })}
      onCancel={onClose}
      cancelText={t("builder.target_plan.cancel")}
      okText={t(proposal ? "builder.target_plan.take" : "builder.target_plan.look")}
      okButtonProps={{ disabled: !good || (proposal !== null && !proposal.changes?.length), loading: busy }}
      onOk={() => void (proposal ? take() : propose())}
    >
      <div className="plandialog">
        <label htmlFor={`${id}-month`}>{t("builder.target_plan.span")}</label>
        <Select id={`${id}-month`} value={month} onChange={again(setMonth)} options={[{ value: "", label: t("builder.target_plan.wholeSpan") }, ...(data?.months ?? []).filter((one) => !data?.frozen?.includes(one)).map((one) => ({ value: one, label: one }))]} />
        <label htmlFor={`${id}-amount`}>{t(rate ? "builder.target_plan.value" : "builder.target_plan.amount")}</label>
        <Input id={`${id}-amount`} value={shown} status={good ? undefined : "error"} inputMode="decimal" onChange={(event) => again(setAmount)(event.target.value)} />
        {rate ? null : (
          <>
            <span id={`${id}-units`}>{t("builder.target_plan.overUnits")}</span>
            <Radio.Group aria-labelledby={`${id}-units`} value={units} onChange={(event) => again(setUnits)(event.target.value as typeof units)} options={["keep", "weight", "last_year", "equal"].map(method)} />
            {month ? null : (
              <>
                <span id={`${id}-months`}>{t("builder.target_plan.overMonths")}</span>
                <Radio.Group aria-labelledby={`${id}-months`} value={months} onChange={(event) => again(setMonths)(event.target.value as typeof months)} options={["keep", "weight", "last_year", "equal"].map((name) => ({ ...method(name), label: t(`builder.target_plan.monthMethod.${name}`), disabled: false }))} />
              </>
            )}
          </>
        )}
      </div>
      {problem ? <ProblemNotice problem={problem} /> : null}
      {proposal?.past ? (
        <Alert
          type={proposal.past.without?.length ? "warning" : "info"}
          showIcon
          title={t("builder.target_plan.past", { first: proposal.past.first, last: proposal.past.last, units: (proposal.past.units ?? 0) - (proposal.past.without?.length ?? 0), all: proposal.past.units })}
          description={proposal.past.without?.length ? t("builder.target_plan.without", { units: proposal.past.without.slice(0, 12).map((code) => named.get(code) ?? code).join("、") }) : undefined}
        />
      ) : null}
      {proposal ? (
        <section className="plandialog-found" aria-live="polite">
          <p>
            {t("builder.target_plan.proposal", { count: proposal.changes?.length ?? 0 })}
            {rate ? "" : ` ${t("builder.target_plan.sumsTo", { total: grouped(proposal.total ?? "0") })}`}
          </p>
          {proposal.changes?.length ? (
            <DataTable
              label={t("builder.target_plan.changes")}
              rows={proposal.changes.slice(0, SHOWN)}
              keyOf={(row) => `${row.unit} ${row.column}`}
              columns={[
                { title: t("builder.target_plan.unit"), cell: (row) => named.get(row.unit) ?? row.unit },
                { title: t("builder.target_plan.month"), cell: (row) => (row.column === TOTAL ? t("builder.target_plan.whole") : row.column) },
                { title: t("builder.target_plan.before"), number: true, cell: (row) => (row.before === null ? "—" : readable(row.before ?? "")) },
                { title: t("builder.target_plan.after"), number: true, cell: (row) => (row.after === null ? "—" : readable(row.after ?? "")) },
              ]}
            />
          ) : null}
          {(proposal.changes?.length ?? 0) > SHOWN ? <p className="soft">{t("builder.target_plan.more", { count: (proposal.changes?.length ?? 0) - SHOWN })}</p> : null}
        </section>
      ) : null}
    </Modal>
  );
}
